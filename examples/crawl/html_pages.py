"""Pages around stories: menus, cookie notices, related links and footers, each site in its own way."""

from __future__ import annotations

from html import escape
from random import Random

import sentences as s
from stories import Block

MENU = s.parts("""
Home|Accueil|Startseite
News|Actualités|Neuigkeiten
Events|Agenda|Veranstaltungen
Culture and leisure|Culture et loisirs|Kultur und Freizeit
Administration|Administration|Verwaltung
Opening hours|Horaires d’ouverture|Öffnungszeiten
Contact|Contact|Kontakt
Sign in|Se connecter|Anmelden
""")
COOKIES = s.parts(
    "We use cookies to improve your experience. By continuing you accept our privacy policy."
    "|Nous utilisons des cookies pour améliorer votre expérience. En poursuivant, vous acceptez notre politique de confidentialité."
    "|Wir verwenden Cookies, um Ihr Erlebnis zu verbessern. Mit der weiteren Nutzung stimmen Sie unserer Datenschutzerklärung zu."
)[0]
BUTTONS = s.parts("""
Accept all|Tout accepter|Alle akzeptieren
Settings|Paramètres|Einstellungen
""")
SHARE = s.parts("Share this page|Partager cette page|Diese Seite teilen")[0]
RELATED = s.parts("You may also like|À lire aussi|Das könnte Sie auch interessieren")[0]
FOOTER = s.parts("""
Legal notice|Mentions légales|Impressum
Privacy|Confidentialité|Datenschutz
Accessibility|Accessibilité|Barrierefreiheit
""")
RIGHTS = s.parts("All rights reserved.|Tous droits réservés.|Alle Rechte vorbehalten.")[0]
MISSING = s.parts(
    "Page not found|Page introuvable|Seite nicht gefunden\n"
    "The page you were looking for does not exist or has been moved."
    "|La page que vous cherchez n’existe pas ou a été déplacée."
    "|Die gesuchte Seite existiert nicht oder wurde verschoben.\n"
    "Check the address, or use the search at the top of the page."
    "|Vérifiez l’adresse ou utilisez la recherche en haut de la page."
    "|Prüfen Sie die Adresse oder nutzen Sie die Suche oben auf der Seite."
)
SIGN_IN = s.parts(
    "Sign in|Se connecter|Anmelden\n"
    "Enter your e-mail address and your password to go on."
    "|Saisissez votre adresse électronique et votre mot de passe pour continuer."
    "|Geben Sie Ihre E-Mail-Adresse und Ihr Passwort ein, um fortzufahren."
)


def links(rows: list[tuple[str, str, str]], language: int, tag: str = "li") -> str:
    """A list of links."""
    return "".join(f'<{tag}><a href="#">{escape(row[language])}</a></{tag}>' for row in rows)


def body(blocks: list[Block]) -> str:
    """Blocks of a story as HTML."""
    html, in_list = [], False
    for block in blocks:
        if (block.tag == "li") != in_list:
            html.append("<ul>" if not in_list else "</ul>")
            in_list = not in_list
        html.append(f"<{block.tag}>{escape(' '.join(text for _, text in block.sentences))}</{block.tag}>")
    return "\n".join(html + ["</ul>"] * in_list)


def page(site: int, language: int, title: str, content: str, related: list[str], rng: Random) -> bytes:
    """A whole page of a site. Sites differ in their markup; the fourth is in the encoding of old Windows."""
    menu, more = links(MENU, language), "".join(f'<li><a href="#">{escape(name)}</a></li>' for name in related)
    cookies = f"<p>{escape(COOKIES[language])}</p>" + "".join(
        f"<button>{escape(row[language])}</button>" for row in BUTTONS
    )
    share = f"{escape(SHARE[language])}: " + " ".join(
        f'<a href="#">{name}</a>' for name in ("Facebook", "X", "WhatsApp", "E-Mail")
    )
    footer = f"<ul>{links(FOOTER, language)}</ul><p>© {2019 + site} Region Tal {site}. {escape(RIGHTS[language])}</p>"
    others = "".join(f'<a hreflang="{code}" href="#">{code.upper()}</a> ' for code in s.LANGUAGES)
    charset = "windows-1252" if site % 8 == 3 else "utf-8"
    # The template of every fifth page names the wrong language, as many do.
    lang = s.LANGUAGES[language] if rng.random() < 0.8 else "en"
    head = f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="{charset}"><title>{escape(title)} | Region Tal {site}</title>'
    head += "<style>.x{color:red}</style><script>var tracking = {page: 1};</script></head>\n<body>"
    layout = site % 4
    if layout == 0:
        html = f"""<div id="cookie-consent" role="dialog">{cookies}</div><header><nav><ul>{menu}</ul></nav>{others}</header>
<main><article>{content}</article><div class="share">{share}</div></main>
<aside><h2>{escape(RELATED[language])}</h2><ul>{more}</ul></aside><footer>{footer}</footer>"""
    elif layout == 1:
        html = f"""<div class="header"><div class="menu"><ul>{menu}</ul></div><div class="languages">{others}</div></div>
<div id="content">{content}</div><div class="sidebar"><h3>{escape(RELATED[language])}</h3><ul>{more}</ul></div>
<div class="footer">{footer}</div><div class="cookie-banner">{cookies}</div>"""
    elif layout == 2:
        crumbs = f'<div class="breadcrumb"><a href="#">{escape(MENU[0][language])}</a> › <a href="#">{escape(MENU[1][language])}</a></div>'
        html = f"""<nav class="navbar"><ul>{menu}</ul>{others}</nav>{crumbs}<section class="story">{content}</section>
<section class="related"><h2>{escape(RELATED[language])}</h2><ul>{more}</ul></section><footer>{share}{footer}</footer>
<div class="gdpr">{cookies}</div>"""
    else:
        rows = "".join(f"<tr><td>{cell}</td></tr>" for cell in (f"<ul>{menu}</ul>", others))
        html = f"""<table class="nav">{rows}</table><div role="main">{content}</div><div class="social">{share}</div>
<div role="complementary"><ul>{more}</ul></div><div role="contentinfo">{footer}</div><div id="cookiebar">{cookies}</div>"""
    return f"{head}{html}</body></html>\n".encode(charset, "xmlcharrefreplace")
