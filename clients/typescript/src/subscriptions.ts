// Following one generation, or all of them, through lost connections: nothing is missed, nothing
// older comes after something newer.
import { isVisageError, Refusal } from "./errors.js";
import {
  Changes,
  Follow,
  Generation as GenerationById,
  Generations,
  type GenerationsQuery,
  type GenerationsQueryVariables,
  type ChangesSubscriptionVariables,
  type GenerationKind,
  type GenerationPartsFragment as Generation,
} from "./generated.js";
import { type CallOptions, type Http, pauseAfter } from "./http.js";
import { Mailbox } from "./mailbox.js";
import { backoff, sleep } from "./pauses.js";
import { type Sockets, SocketLost, TokenRefused } from "./sockets.js";

export interface Change {
  readonly generation: Generation;
  /** To go on from, after a restart of the app; null before the first one is known. */
  readonly cursor: string | null;
}

export interface ChangesOptions extends CallOptions {
  /** The cursor of the last change seen; without it, what happens from now on. */
  readonly after?: string | null | undefined;
  readonly kind?: GenerationKind | null | undefined;
}

const WAIT_SECONDS = 20;
const LOOK_EVERY_MS = 4_000;
const SETTLE_MS = 1_000; // until the server has surely begun to listen
const PAGE = 20;
const REMEMBERED = 2_000;

export function hasEnded(generation: Pick<Generation, "status">): boolean {
  return generation.status !== "QUEUED" && generation.status !== "RUNNING";
}

export class Subscriptions {
  readonly #http: Http;
  readonly #sockets: Sockets;

  constructor(http: Http, sockets: Sockets) {
    this.#http = http;
    this.#sockets = sockets;
  }

  /** Each state of a generation, with rising revisions; ends with its ending. */
  async *follow(id: string, { signal }: CallOptions = {}): AsyncGenerator<Generation, void, void> {
    let revision = -1;
    for (let failures = 0; ; ) {
      const before = revision;
      try {
        for await (const generation of this.#states(id, signal)) {
          failures = 0;
          if (generation.revision <= revision) continue;
          revision = generation.revision;
          yield generation;
          if (hasEnded(generation)) return;
        }
        if (revision === before) await sleep(backoff(0), signal);
      } catch (error) {
        await this.#overcome(error, failures, signal);
        failures += 1;
      }
    }
  }

  /** Every change of the caller's generations, for as long as one listens. */
  async *changes(options: ChangesOptions = {}): AsyncGenerator<Change, void, void> {
    const stream = new Stream(options.after ?? null);
    if (stream.cursor === null) await this.#prepare(stream, options);
    for (let failures = 0; ; ) {
      try {
        for await (const change of this.#news(stream, options)) {
          failures = 0;
          if (stream.take(change)) yield { ...change, cursor: stream.cursor };
        }
      } catch (error) {
        if (isVisageError(error) && error.code === "CURSOR_EXPIRED") {
          stream.cursor = null;
          for await (const generation of this.#all(options)) {
            const change = { generation, cursor: null };
            if (stream.take(change)) yield change;
          }
        } else {
          await this.#overcome(error, failures, options.signal);
          failures += 1;
        }
      }
    }
  }

  async *#states(id: string, signal?: AbortSignal): AsyncGenerator<Generation, void, void> {
    if (this.#sockets.usable) {
      for await (const { generation } of this.#sockets.listen(Follow, { id }, signal)) yield generation;
      return;
    }
    const how = { repeatable: true, wait: WAIT_SECONDS, signal };
    const { generation } = await this.#http.ask(GenerationById, { id, wait: WAIT_SECONDS }, how);
    if (!generation) throw new Refusal("This does not exist, or it is gone.", "NOT_FOUND", {});
    yield generation;
  }

  /** What there is before one begins to listen is no news. */
  async #prepare(stream: Stream, options: ChangesOptions): Promise<void> {
    for (let failures = 0; ; failures += 1) {
      try {
        for (const change of await this.#look(options)) stream.take(change);
        return;
      } catch (error) {
        await this.#overcome(error, failures, options.signal);
      }
    }
  }

  async *#news(stream: Stream, options: ChangesOptions): AsyncGenerator<Change, void, void> {
    const { kind = null, signal } = options;
    if (!this.#sockets.usable) {
      yield* await this.#look(options);
      await sleep(LOOK_EVERY_MS, signal);
      return;
    }
    const variables = { after: stream.cursor, kind };
    if (stream.cursor === null) {
      yield* this.#withLook(variables, options);
      return;
    }
    const events = this.#sockets.listen(Changes, variables, signal);
    for await (const { generations } of events) yield generations;
  }

  /** The events, and what changed between the last look and the first event: without a cursor
   * nobody knows when the server began to listen. */
  async *#withLook(variables: ChangesSubscriptionVariables, options: ChangesOptions): AsyncGenerator<Change, void, void> {
    const mailbox = new Mailbox<{ readonly generations: Change }>();
    const stop = this.#sockets.open(Changes, variables, mailbox);
    const over = new AbortController();
    const look = async (): Promise<void> => {
      await sleep(SETTLE_MS, over.signal);
      const changes = await this.#look({ ...options, signal: over.signal });
      for (const generations of changes) mailbox.put({ generations });
    };
    look().catch((error: unknown) => mailbox.fail(error));
    try {
      for await (const { generations } of mailbox.read(options.signal)) yield generations;
    } finally {
      over.abort();
      stop();
    }
  }

  /** The newest generations as they are now. */
  async #look({ kind = null, signal }: ChangesOptions): Promise<Change[]> {
    const variables = { first: PAGE, kind };
    const { generations } = await this.#http.ask(Generations, variables, { repeatable: true, signal });
    return generations.edges.map(({ node }) => ({ generation: node, cursor: null }));
  }

  async *#all({ kind = null, signal }: ChangesOptions): AsyncGenerator<Generation, void, void> {
    for (let after: string | null = null; ; ) {
      const variables: GenerationsQueryVariables = { first: PAGE, after, kind };
      const answer: GenerationsQuery = await this.#http.ask(Generations, variables, { repeatable: true, signal });
      const { edges, pageInfo } = answer.generations;
      for (const { node } of edges) yield node;
      if (!pageInfo.hasNextPage) return;
      after = pageInfo.endCursor;
    }
  }

  /** Waits until it can be tried again; throws what cannot be overcome so. */
  async #overcome(error: unknown, failures: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (error instanceof TokenRefused) {
      if (!(await this.#http.identity.renew(error.token))) throw error;
      return failures > 0 ? sleep(backoff(failures), signal) : undefined;
    }
    if (error instanceof SocketLost) return sleep(backoff(failures), signal);
    const pause = isVisageError(error) ? pauseAfter(error, true, failures) : undefined;
    if (pause === undefined) throw error;
    await sleep(pause, signal);
  }
}

/** How far a stream has come. */
class Stream {
  readonly #known = new Map<string, number>();

  constructor(public cursor: string | null) {}

  /** Whether a change is news; its cursor counts in any case. */
  take({ generation: { id, revision }, cursor }: Change): boolean {
    this.cursor = cursor ?? this.cursor;
    const known = this.#known.get(id);
    if (known !== undefined && known >= revision) return false;
    this.#known.delete(id);
    this.#known.set(id, revision);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= REMEMBERED) break;
      this.#known.delete(oldest);
    }
    return true;
  }
}
