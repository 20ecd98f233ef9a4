/** A headless Chromium driven over the DevTools protocol by hand: no package, no download, a profile that is thrown away. */

/** Where Debian and others put it; undefined when there is none, and tests say so and skip. */
export function findChromium(): string | undefined {
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter((folder) => folder !== "");
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    for (const folder of folders) {
      try {
        if (Deno.statSync(`${folder}/${name}`).isFile) return `${folder}/${name}`;
      } catch {
        // Not there.
      }
    }
  }
  return undefined;
}

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
  "--hide-scrollbars",
  "--remote-debugging-port=0",
];
const START_MS = 60_000;
const CALL_MS = 30_000;

type Message = { id?: number; method?: string; params?: Record<string, unknown>; sessionId?: string };
type Answer = { result?: Record<string, unknown>; error?: { message: string } };

/** One browser for a test file. */
export class Chromium implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #folder: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #listeners = new Set<(message: Message) => void>();
  #next = 1;

  private constructor(process: Deno.ChildProcess, folder: string, socket: WebSocket) {
    this.#process = process;
    this.#folder = folder;
    this.#socket = socket;
    socket.addEventListener("message", (event) => {
      const message = JSON.parse(event.data as string) as Message & Answer;
      if (message.id === undefined) return this.#listeners.forEach((listener) => listener(message));
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    });
  }

  static async start(path: string): Promise<Chromium> {
    const folder = await Deno.makeTempDir({ prefix: "swarmnet-chromium-" });
    const process = new Deno.Command(path, {
      args: [...FLAGS, `--user-data-dir=${folder}/profile`, "about:blank"],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const socket = new WebSocket(await endpointOf(process));
    await new Promise((done, fail) => {
      socket.addEventListener("open", done, { once: true });
      socket.addEventListener("error", () => fail(new Error("Chromium refuses the DevTools socket")), {
        once: true,
      });
    });
    return new Chromium(process, folder, socket);
  }

  call(
    method: string,
    params: Record<string, unknown> = {},
    sessionId?: string,
  ): Promise<Record<string, unknown>> {
    const id = this.#next++;
    return new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`Chromium does not answer ${method}`)), CALL_MS);
      this.#waiting.set(id, ({ result, error }) => {
        clearTimeout(timer);
        if (error === undefined) done(result ?? {});
        else fail(new Error(`${method}: ${error.message}`));
      });
      this.#socket.send(
        JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }),
      );
    });
  }

  listen(listener: (message: Message) => void): void {
    this.#listeners.add(listener);
  }

  /** Opens a file (or any URL) in a page of its own and waits until it has loaded. */
  async open(url: string, size = { width: 1600, height: 900 }, dark = false): Promise<Page> {
    const { targetId } = await this.call("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.call("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page(this, sessionId as string);
    await page.go(url, size, dark);
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.call("Browser.close").catch(() => this.#process.kill("SIGKILL"));
    await this.#process.status;
    this.#socket.close();
    await Deno.remove(this.#folder, { recursive: true }).catch(() => {});
  }
}

/** Reads "DevTools listening on ws://…" from standard error and drains the rest. */
async function endpointOf(process: Deno.ChildProcess): Promise<string> {
  const reader = process.stderr.pipeThrough(new TextDecoderStream()).getReader();
  const timer = setTimeout(() => process.kill("SIGKILL"), START_MS);
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`Chromium does not start: ${text.slice(-500)}`);
    text += value;
    const found = /DevTools listening on (ws:\S+)/.exec(text);
    if (found === null) continue;
    clearTimeout(timer);
    (async () => {
      while (!(await reader.read()).done);
    })().catch(() => {});
    return found[1]!;
  }
}

/** A page, with what it said and asked for. */
export class Page {
  readonly #browser: Chromium;
  readonly #session: string;
  /** Console messages of level error and warning, exceptions, breaches of the page's policy. */
  readonly complaints: string[] = [];
  /** URLs that were asked for besides the page itself. */
  readonly requests: string[] = [];
  /** Dialogs that a script opened. */
  readonly dialogs: string[] = [];
  #url = "";
  #loaded: () => void = () => {};

  constructor(browser: Chromium, session: string) {
    this.#browser = browser;
    this.#session = session;
    browser.listen((message) => {
      if (message.sessionId === session) this.#hear(message);
    });
  }

  #hear({ method, params = {} }: Message): void {
    const text = JSON.stringify(params);
    if (method === "Page.loadEventFired") this.#loaded();
    if (method === "Runtime.exceptionThrown") this.complaints.push(text);
    if (method === "Runtime.consoleAPICalled") this.complaints.push(text);
    if (method === "Log.entryAdded") this.complaints.push(text);
    if (method === "Network.requestWillBeSent") {
      const { url } = (params as { request: { url: string } }).request;
      if (url !== this.#url) this.requests.push(url);
    }
    if (method === "Page.javascriptDialogOpening") {
      this.dialogs.push(text);
      this.#call("Page.handleJavaScriptDialog", { accept: false }).catch(() => {});
    }
  }

  #call(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    return this.#browser.call(method, params, this.#session);
  }

  async go(url: string, size: { width: number; height: number }, dark: boolean): Promise<void> {
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await this.#call(`${domain}.enable`);
    await this.#call("Emulation.setDeviceMetricsOverride", { ...size, deviceScaleFactor: 1, mobile: false });
    await this.#call("Emulation.setEmulatedMedia", {
      features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }],
    });
    this.#url = url;
    if (url === "about:blank") return;
    const loaded = new Promise<void>((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`${url} does not load`)), CALL_MS);
      this.#loaded = () => {
        clearTimeout(timer);
        done();
      };
    });
    await this.#call("Page.navigate", { url });
    await loaded;
  }

  /** The value of an expression (awaited where it is a promise); throws what it throws. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.#call("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
    }) as { result: { value: T }; exceptionDetails?: unknown };
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return result.value;
  }

  /** One key pressed and released; `text` is what it types. */
  async press(key: string, text = key.length === 1 ? key : undefined): Promise<void> {
    const typed = key === "Enter" ? "\r" : text;
    const code = { Tab: 9, Enter: 13, Escape: 27 }[key] ?? 0;
    const parts = { key, windowsVirtualKeyCode: code, ...(typed === undefined ? {} : { text: typed }) };
    await this.#call("Input.dispatchKeyEvent", {
      type: typed === undefined ? "rawKeyDown" : "keyDown",
      ...parts,
    });
    await this.#call("Input.dispatchKeyEvent", { type: "keyUp", key, windowsVirtualKeyCode: code });
  }

  async mouse(
    type: "mouseMoved" | "mousePressed" | "mouseReleased" | "mouseWheel",
    x: number,
    y: number,
    deltaY = 0,
  ) {
    const held = type === "mousePressed" || type === "mouseReleased";
    await this.#call("Input.dispatchMouseEvent", {
      type,
      x,
      y,
      deltaX: 0,
      deltaY,
      ...(held ? { button: "left", clickCount: 1 } : {}),
    });
  }

  /** What is on the screen, as PNG. */
  async screenshot(): Promise<Uint8Array> {
    const { data } = await this.#call("Page.captureScreenshot", { format: "png" }) as { data: string };
    return Uint8Array.fromBase64(data);
  }

  /** The printed page, as PDF. */
  async print(): Promise<Uint8Array> {
    const { data } = await this.#call("Page.printToPDF", { preferCSSPageSize: true }) as { data: string };
    return Uint8Array.fromBase64(data);
  }
}
