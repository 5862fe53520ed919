packs!();
