// Subscriptions over one WebSocket (graphql-transport-ws), which is opened when needed.
import { createClient, type Client } from "graphql-ws/client";
import { errorIn, Refusal, unexpected } from "./errors.js";
import type { Operation } from "./generated.js";
import type { Identity } from "./identity.js";
import { Mailbox } from "./mailbox.js";

/** The socket was lost or could not be had; the server has refused nothing. */
export class SocketLost extends Error {}

const BAD_REQUEST = 4400;
const FORBIDDEN = 4403;
const PING_MS = 10_000;
const SILENCE_MS = 5_000; // after a ping: then the network is dead, though nobody has said so
const REST_MS = 60_000; // until a socket is tried again where none got through
const LINGER_MS = 1_000;
// Failures in a row after which clients wait over HTTP instead: few where no socket ever got through.
const NEVER_WORKED = 2;
const WORKED_BEFORE = 6;

export class Sockets {
  readonly #identity: Identity;
  readonly #client: Client | undefined;
  #failures = 0;
  #worked = false;
  #restUntil = 0;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(url: URL, identity: Identity, implementation: unknown) {
    this.#identity = identity;
    if (!implementation) return;
    this.#client = createClient({
      url: url.href.replace(/^http/, "ws"),
      webSocketImpl: implementation,
      connectionParams: () => identity.headers,
      retryAttempts: 0, // whoever subscribes comes back with his newest cursor
      keepAlive: PING_MS,
      lazyCloseTimeout: LINGER_MS,
      connectionAckWaitTimeout: PING_MS,
      on: {
        connected: () => ((this.#failures = 0), (this.#worked = true)),
        ping: (received) => received || this.#expectPong(),
        pong: (received) => received && clearTimeout(this.#silence),
        closed: () => clearTimeout(this.#silence),
      },
    });
  }

  /** Whether it is worth trying. */
  get usable(): boolean {
    return this.#client !== undefined && Date.now() >= this.#restUntil;
  }

  /** Closes the socket; whoever listens hears that it was lost, and comes back as who he is now. */
  restart(): void {
    this.#client?.terminate();
  }

  /** What a subscription brings. Throws a VisageError when the server refuses, and SocketLost. */
  async *listen<R, V>(operation: Operation<R, V>, variables: V, signal?: AbortSignal): AsyncGenerator<R, void, void> {
    const mailbox = new Mailbox<R>();
    const stop = this.open(operation, variables, mailbox);
    try {
      yield* mailbox.read(signal);
    } finally {
      stop();
    }
  }

  /** The same into a mailbox, until the function that it answers is called. */
  open<R, V>(operation: Operation<R, V>, variables: V, mailbox: Mailbox<R>): () => void {
    const { token } = this.#identity;
    const payload = { query: operation, variables: variables as Record<string, unknown> };
    const refused = (errors: unknown): void => mailbox.fail(refusalIn(errors, token));
    const stop = this.#client?.subscribe<R>(payload, {
      next: ({ data, errors }) => (errors?.length || !data ? refused(errors) : mailbox.put(data)),
      error: (error) => (Array.isArray(error) ? refused(error) : mailbox.fail(this.#lost(error, token))),
      complete: () => mailbox.close(),
    });
    return stop ?? (() => undefined);
  }

  #expectPong(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.restart(), SILENCE_MS);
  }

  #lost(event: unknown, token: string | undefined): Error {
    const { code, reason } = (event ?? {}) as { code?: number; reason?: string };
    if (code === BAD_REQUEST) return new Refusal(reason || "Bad request.", "BAD_USER_INPUT", {});
    if (code === FORBIDDEN) return new TokenRefused(reason ?? "", token);
    this.#failures += 1;
    if (this.#failures >= (this.#worked ? WORKED_BEFORE : NEVER_WORKED)) {
      this.#failures = 0;
      this.#restUntil = Date.now() + REST_MS;
    }
    return new SocketLost(reason || "The connection was lost.");
  }
}

/** The socket was closed because of who opened it. */
export class TokenRefused extends Refusal<"UNAUTHENTICATED"> {
  constructor(
    reason: string,
    readonly token: string | undefined,
  ) {
    super(reason || "Say who you are.", "UNAUTHENTICATED", {});
  }
}

function refusalIn(errors: unknown, token: string | undefined): Error {
  if (!Array.isArray(errors) || errors.length === 0) return unexpected();
  const error = errorIn(errors);
  return error.code === "UNAUTHENTICATED" ? new TokenRefused(error.message, token) : error;
}
