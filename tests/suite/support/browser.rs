//! Drives Chromium over a pipe (`--remote-debugging-pipe`, the DevTools protocol as lines that end in a zero byte), which needs no driver
//! and no crate, only the browser.

use std::cell::{Cell, RefCell};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// What Chromium needs to run anywhere, as root too, and to leave the network alone.
const ARGUMENTS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
    "--lang=en",
];

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A browser of its own, with an empty profile.
pub struct Browser {
    child: Child,
    to: RefCell<ChildStdin>,
    from: Receiver<Value>,
    next: Cell<u64>,
    events: RefCell<Vec<Value>>,
    _profile: TempDir,
}

impl Browser {
    /// Starts one; `None`, which is noted, where there is none.
    pub fn start() -> Option<Self> {
        let program = super::judges::chromium()?;
        let profile = tempfile::tempdir().unwrap();
        // The browser reads from descriptor 3 and writes to 4; the shell puts our pipes there.
        let mut child = Command::new("sh")
            .args(["-c", r#"exec "$@" 3<&0 4>&1 </dev/null >/dev/null 2>/dev/null"#, "sh", program])
            .args(ARGUMENTS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let to = RefCell::new(child.stdin.take().unwrap());
        let mut reader = BufReader::new(child.stdout.take().unwrap());
        let (send, from) = channel();
        std::thread::spawn(move || {
            let mut message = Vec::new();
            while reader.read_until(0, &mut message).is_ok_and(|read| read > 0) {
                message.pop();
                let Ok(value) = serde_json::from_slice(&message) else { return };
                if send.send(value).is_err() {
                    return;
                }
                message.clear();
            }
        });
        Some(Self { child, to, from, next: Cell::new(1), events: RefCell::default(), _profile: profile })
    }

    fn call(&self, session: Option<&str>, method: &str, parameters: Value) -> Value {
        let id = self.next.replace(self.next.get() + 1);
        let mut message = json!({ "id": id, "method": method, "params": parameters });
        if let Some(session) = session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = serde_json::to_vec(&message).unwrap();
        bytes.push(0);
        self.to.borrow_mut().write_all(&bytes).unwrap();
        loop {
            let answer = self.from.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("the browser does not answer {method}"));
            if answer["id"] == id {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
            if answer["id"].is_null() {
                self.events.borrow_mut().push(answer);
            }
        }
    }

    /// A new tab that shows an address, 1280 × 800.
    pub fn open(&self, address: &str) -> Page<'_> {
        let page = self.tab();
        page.go(address);
        page
    }

    /// A new tab that shows nothing yet, 1280 × 800.
    pub fn tab(&self) -> Page<'_> {
        let target = self.call(None, "Target.createTarget", json!({ "url": "about:blank" }))["targetId"].as_str().unwrap().to_owned();
        let session = self.call(None, "Target.attachToTarget", json!({ "targetId": target, "flatten": true }));
        let page = Page { browser: self, target, session: session["sessionId"].as_str().unwrap().to_owned() };
        for domain in ["Page", "Runtime", "Network", "Log"] {
            page.call(&format!("{domain}.enable"), json!({}));
        }
        page.size(1280, 800);
        page
    }

    /// Lets what is downloaded fall into a folder.
    pub fn download_to(&self, folder: &Path) {
        self.call(None, "Browser.setDownloadBehavior", json!({ "behavior": "allow", "downloadPath": folder }));
    }

    /// Addresses that any page asked for so far.
    pub fn requested(&self) -> Vec<String> {
        let events = self.events.borrow();
        let requests = events.iter().filter(|event| event["method"] == "Network.requestWillBeSent");
        requests.map(|event| event["params"]["request"]["url"].as_str().unwrap().to_owned()).collect()
    }

    /// Errors that any page threw, and what its policy forbade.
    pub fn complaints(&self) -> Vec<String> {
        let events = self.events.borrow();
        let bad = events.iter().filter(|event| {
            event["method"] == "Runtime.exceptionThrown"
                || event["method"] == "Log.entryAdded" && event["params"]["entry"]["source"] == "security"
        });
        bad.map(|event| event["params"].to_string()).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A tab.
pub struct Page<'b> {
    browser: &'b Browser,
    target: String,
    session: String,
}

impl Page<'_> {
    fn call(&self, method: &str, parameters: Value) -> Value {
        self.browser.call(Some(&self.session), method, parameters)
    }

    /// Goes to an address, or loads it again, until the review page says it is ready.
    pub fn go(&self, address: &str) {
        self.call("Page.navigate", json!({ "url": address }));
        self.wait("document.body?.classList.contains('ready') && location.href !== 'about:blank'");
    }

    pub fn reload(&self) {
        self.eval("document.body.classList.remove('ready')");
        self.call("Page.reload", json!({}));
        self.wait("document.body?.classList.contains('ready')");
    }

    /// The value of an expression (or of the promise that it is).
    pub fn eval(&self, expression: &str) -> Value {
        let answer = self.call("Runtime.evaluate", json!({ "expression": expression, "awaitPromise": true, "returnByValue": true }));
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    pub fn text(&self, selector: &str) -> String {
        self.eval(&format!("document.querySelector({})?.innerText ?? ''", json!(selector))).as_str().unwrap().to_owned()
    }

    /// Waits until an expression is true.
    pub fn wait(&self, expression: &str) {
        let start = Instant::now();
        loop {
            let answer = self.call("Runtime.evaluate", json!({ "expression": format!("Boolean({expression})"), "returnByValue": true }));
            if answer["result"]["value"] == true {
                return;
            }
            if start.elapsed() > PATIENCE {
                let shown = self.text("body");
                panic!("waited in vain for {expression}; the page shows:\n{shown}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses a key as the keyboard does; `Control+Enter`, `Alt+ArrowUp` and the like hold another one.
    pub fn key(&self, name: &str) {
        let (modifier, key) = match name.split_once('+') {
            Some(("Alt", key)) => (1, key),
            Some(("Control", key)) => (2, key),
            Some(("Shift", key)) => (8, key),
            _ => (0, name),
        };
        let code = match key {
            "Enter" => 13,
            "Escape" => 27,
            "Tab" => 9,
            " " => 32,
            "Home" => 36,
            "End" => 35,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            _ => i32::from(key.as_bytes()[0].to_ascii_uppercase()),
        };
        let mut down = json!({ "type": "keyDown", "key": key, "modifiers": modifier, "windowsVirtualKeyCode": code });
        if modifier != 2 && key.chars().count() == 1 {
            down["text"] = json!(key);
        } else if key == "Enter" {
            down["text"] = json!("\r");
        }
        self.call("Input.dispatchKeyEvent", down);
        self.call("Input.dispatchKeyEvent", json!({ "type": "keyUp", "key": key, "modifiers": modifier, "windowsVirtualKeyCode": code }));
    }

    pub fn write(&self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// Where the first element of a selector is: its middle.
    fn middle(&self, selector: &str) -> (f64, f64) {
        let place = self.eval(&format!(
            "(() => {{ const box = document.querySelector({}).getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }})()",
            json!(selector)
        ));
        (place[0].as_f64().unwrap(), place[1].as_f64().unwrap())
    }

    pub fn hover(&self, selector: &str) {
        let (x, y) = self.middle(selector);
        self.call("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": x, "y": y }));
    }

    pub fn click(&self, selector: &str) {
        self.hover(selector);
        self.press(self.middle(selector), 1);
    }

    pub fn double_click(&self, selector: &str) {
        self.hover(selector);
        self.press(self.middle(selector), 1);
        self.press(self.middle(selector), 2);
    }

    fn press(&self, (x, y): (f64, f64), count: u32) {
        for kind in ["mousePressed", "mouseReleased"] {
            self.call("Input.dispatchMouseEvent", json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": count }));
        }
    }

    pub fn size(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// `prefers-color-scheme` and `prefers-reduced-motion`.
    pub fn prefers(&self, scheme: &str, motion: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }, { "name": "prefers-reduced-motion", "value": motion }]);
        self.call("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Brings the tab to the front.
    pub fn front(&self) {
        self.browser.call(None, "Target.activateTarget", json!({ "targetId": self.target }));
        self.call("Page.bringToFront", json!({}));
    }

    /// A picture of what is seen, as PNG.
    pub fn picture(&self) -> Vec<u8> {
        use base64::Engine;
        let answer = self.call("Page.captureScreenshot", json!({ "format": "png" }));
        base64::engine::general_purpose::STANDARD.decode(answer["data"].as_str().unwrap()).unwrap()
    }
}
