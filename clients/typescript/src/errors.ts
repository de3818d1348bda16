// Every error as one of a union by `code`, with what each carries.
import type { ErrorCode, Tier } from "./generated.js";

/** What comes along with a code; every other code comes alone. */
interface Carried {
  /** A sentence for each field that needs mending. */
  BAD_USER_INPUT: { readonly fields?: Readonly<Record<string, string>> };
  /** The kind of rule that the words break. */
  PROMPT_REJECTED: { readonly rule: string };
  /** What came, and what may come. */
  UNSUPPORTED_IMAGE: { readonly format: string; readonly allowed: readonly string[] };
  /** Bytes or pixels: at most, and of this one. */
  IMAGE_TOO_LARGE: { readonly limit: number; readonly size: number };
  /** Credits: what it may cost, what is left, and what other generations hold. */
  INSUFFICIENT_CREDITS: { readonly needed: number; readonly remaining: number; readonly held: number };
  /** The caller's tier, how many it allows, and which tiers allow what was asked for. */
  FORBIDDEN: { readonly tier?: Tier; readonly allowed?: number; readonly needs?: readonly Tier[] };
  /** Seconds until it may be asked again; of a daily allowance also how many are left. */
  RATE_LIMITED: {
    readonly retryAfter: number;
    readonly tier?: Tier;
    readonly allowed?: number;
    readonly left?: number;
  };
  /** Seconds until it may be asked again. */
  QUEUE_FULL: { readonly retryAfter: number };
  /** Which limit of a GraphQL document, and what it is. */
  QUERY_TOO_COMPLEX: { readonly limit: string; readonly maximum: number };
  /** The number to report. */
  INTERNAL: { readonly requestId: string };
}

type Nothing = Readonly<Record<never, never>>;

/** The server's codes, and two of our own: nobody answers, or something that is not Visage does. */
export type Code = ErrorCode | "OFFLINE" | "UNEXPECTED_ANSWER";

export type DetailsOf<C extends Code> = C extends keyof Carried ? Carried[C] : Nothing;

/** An error with its code. Its message is for the person who uses the app, and says what to do. */
export class Refusal<C extends Code> extends Error {
  override readonly name = "VisageError";

  constructor(
    message: string,
    readonly code: C,
    readonly details: DetailsOf<C>,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Any of them: `switch (error.code)` narrows `error.details`. */
export type VisageError = { [C in Code]: Refusal<C> }[Code];

export function isVisageError(error: unknown): error is VisageError {
  return error instanceof Refusal;
}

interface Told {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The first of the errors in an answer. */
export function errorIn(errors: readonly Told[]): VisageError {
  const { message, extensions } = errors[0] ?? { message: UNREADABLE };
  const { code = "UNEXPECTED_ANSWER", ...details } = extensions ?? {};
  return new Refusal(message, code as Code, details as DetailsOf<Code>) as VisageError;
}

/** `cause`: what the network said, for whoever looks for the reason. */
export function offline(cause?: unknown): VisageError {
  return new Refusal("The server cannot be reached. Check the connection and try again.", "OFFLINE", {}, { cause });
}

const UNREADABLE = "The server answered in an unexpected way. Try again later.";

export function unexpected(): VisageError {
  return new Refusal(UNREADABLE, "UNEXPECTED_ANSWER", {});
}
