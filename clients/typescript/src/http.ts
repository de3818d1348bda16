// Queries and mutations over HTTP, repeated where that is safe.
import { errorIn, isVisageError, offline, unexpected, type VisageError } from "./errors.js";
import type { Operation } from "./generated.js";
import type { Identity } from "./identity.js";
import { backoff, sleep, within } from "./pauses.js";
import { sendFiles, withoutFiles, type File, type Progress } from "./uploads.js";

export interface CallOptions {
  /** Ends the call: it throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface UploadOptions extends CallOptions {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Patience {
  /** How often a call is repeated at most. */
  readonly repeats: number;
  /** Seconds: whoever is to come back later than that is told so at once. */
  readonly longestPause: number;
  /** Seconds that one try may take, unless it waits for something or sends a file. */
  readonly timeout: number;
}

interface How extends UploadOptions {
  /** Done twice it is as done once, so that it may be repeated when nobody knows how it went. */
  readonly repeatable: boolean;
  /** Seconds that the answer may be held back on purpose. */
  readonly wait?: number | undefined;
}

const HOUR_MS = 3_600_000; // a file may take long; what it waits for is its caller's to end

export class Http {
  readonly #url: string;
  readonly #fetch: typeof fetch;

  constructor(
    url: URL,
    readonly identity: Identity,
    readonly patience: Patience,
    fetching: typeof fetch,
  ) {
    this.#url = url.href;
    this.#fetch = fetching;
  }

  /** The data of an operation; throws a VisageError. */
  async ask<R, V>(operation: Operation<R, V>, variables: V, how: How): Promise<R> {
    for (let failures = 0, renewed = false; ; ) {
      const { token } = this.identity;
      try {
        return await this.#once(operation, variables, how);
      } catch (error) {
        if (!isVisageError(error)) throw error;
        if (error.code === "UNAUTHENTICATED" && !renewed) {
          renewed = true;
          if (await this.identity.renew(token)) continue;
        }
        const pause = failures < this.patience.repeats ? pauseAfter(error, how.repeatable, failures) : undefined;
        if (pause === undefined || pause > this.patience.longestPause * 1000) throw error;
        failures += 1;
        await sleep(pause, how.signal);
      }
    }
  }

  async #once<R, V>(query: Operation<R, V>, given: V, how: How): Promise<R> {
    const files: File[] = [];
    const variables = withoutFiles(given, "variables", files);
    const allowed = files.length ? HOUR_MS : (this.patience.timeout + (how.wait ?? 0)) * 1000;
    return within(allowed, how.signal, offline, async (signal) => {
      const text = await this.#send({ query, variables }, files, { ...how, signal });
      return dataIn<R>(text);
    });
  }

  async #send(operation: object, files: readonly File[], { onProgress, signal }: How): Promise<string> {
    const headers = { ...this.identity.headers, "apollo-require-preflight": "1", accept: "application/json" };
    const sending = { url: this.#url, headers, fetch: this.#fetch, onProgress, signal };
    try {
      if (files.length) return await sendFiles(operation, files, sending);
      const body = JSON.stringify(operation);
      const typed = { ...headers, "content-type": "application/json" };
      const request = { method: "POST", headers: typed, body, signal: signal ?? null };
      return await (await this.#fetch(this.#url, request)).text();
    } catch (error) {
      signal?.throwIfAborted();
      throw offline(error);
    }
  }
}

/** Milliseconds after which a call may be repeated; undefined: never. */
export function pauseAfter(error: VisageError, repeatable: boolean, failures: number): number | undefined {
  switch (error.code) {
    case "RATE_LIMITED":
    case "QUEUE_FULL": // refused before anything was done
      return error.details.retryAfter * 1000 + backoff(0);
    case "UNAVAILABLE":
    case "OFFLINE": // perhaps after it was done
      return repeatable ? backoff(failures) : undefined;
    default:
      return undefined;
  }
}

function dataIn<R>(text: string): R {
  let answer: { data?: R; errors?: Parameters<typeof errorIn>[0] };
  try {
    answer = JSON.parse(text);
  } catch {
    throw unexpected(); // a proxy's page, perhaps
  }
  if (answer.errors?.length) throw errorIn(answer.errors);
  if (!answer.data) throw unexpected();
  return answer.data;
}
