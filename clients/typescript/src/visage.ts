// The client: one method for each operation of the API.
import * as operations from "./generated.js";
import type {
  AnalyticsQueryVariables,
  AvatarBy,
  AvatarInput,
  AvatarPartsFragment as Avatar,
  FlushMutationVariables,
  GenerationPartsFragment as Generation,
  GenerationsQueryVariables,
  GrantCreditsMutationVariables,
  HeadshotInput,
  Operation,
  OriginalsQueryVariables,
  PicturesInput,
  RegenerateInput,
  SessionPartsFragment as Session,
  UploadInput,
} from "./generated.js";
import { type CallOptions, Http, type Patience, type UploadOptions } from "./http.js";
import { type Caller, Identity, uuid } from "./identity.js";
import { Sockets } from "./sockets.js";
import { type Change, type ChangesOptions, Subscriptions } from "./subscriptions.js";

export interface VisageOptions extends Caller, Partial<Patience> {
  /** Where the server is, such as https://visage.example. */
  readonly url: string | URL;
  /** For Node before 22, that of the package `ws`; where there is none, or with null, one waits
   * instead of listening. */
  readonly WebSocket?: unknown;
  readonly fetch?: typeof fetch;
}

type Page = OriginalsQueryVariables;
type Keyed = { readonly idempotencyKey?: string | null | undefined };

/** A page of a list, as all lists of the API have it. */
export interface Connection<Node> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly { readonly node: Node }[];
}

export class Visage {
  readonly #identity: Identity;
  readonly #http: Http;
  readonly #sockets: Sockets;
  readonly #subscriptions: Subscriptions;

  constructor(options: VisageOptions) {
    const { url, repeats = 4, longestPause = 20, timeout = 30 } = options;
    const endpoint = new URL("graphql", String(url).replace(/\/*$/, "/"));
    const { WebSocket: implementation = Reflect.get(globalThis, "WebSocket") } = options;
    const fetching = options.fetch ?? ((...request) => fetch(...request));
    this.#identity = new Identity(options);
    this.#http = new Http(endpoint, this.#identity, { repeats, longestPause, timeout }, fetching);
    this.#sockets = new Sockets(endpoint, this.#identity, implementation);
    this.#subscriptions = new Subscriptions(this.#http, this.#sockets);
  }

  /** Of whoever has signed in. Open subscriptions go on under a new one. */
  get token(): string | undefined {
    return this.#identity.token;
  }

  set token(token: string | undefined) {
    if (this.#identity.token === token) return;
    this.#identity.token = token;
    this.#sockets.restart();
  }

  // Following what is made

  /** Each state of a generation, with rising revisions; ends with its ending. */
  follow(id: string, options: CallOptions = {}): AsyncGenerator<Generation, void, void> {
    return this.#subscriptions.follow(id, options);
  }

  /** Every change of the caller's generations, from `after` or from now on, without an end. */
  changes(options: ChangesOptions = {}): AsyncGenerator<Change, void, void> {
    return this.#subscriptions.changes(options);
  }

  /** The generation once it has ended. */
  async ended(id: string, options: CallOptions = {}): Promise<Generation> {
    let last: Generation | undefined;
    for await (const each of this.follow(id, options)) last = each;
    return last as Generation; // a stream that ends has brought an ending
  }

  /** Null when it does not exist or is somebody else's; `wait`: seconds until it has ended. */
  async generation(id: string, options: CallOptions & { readonly wait?: number } = {}): Promise<Generation | null> {
    const { wait = 0, signal } = options;
    const how = { repeatable: true, wait, signal };
    return (await this.#http.ask(operations.Generation, { id, wait }, how)).generation;
  }

  async generations(page: GenerationsQueryVariables = {}, options: CallOptions = {}) {
    return (await this.#read(operations.Generations, page, options)).generations;
  }

  async cancelGeneration(id: string, options: CallOptions = {}): Promise<Generation> {
    return (await this.#read(operations.CancelGeneration, { id }, options)).cancelGeneration;
  }

  // Cartoons of photos

  async upload(input: UploadInput, options: UploadOptions = {}) {
    return (await this.#keyed(operations.Upload, input, options)).upload;
  }

  async regenerate(input: RegenerateInput, options: CallOptions = {}): Promise<Generation> {
    return (await this.#keyed(operations.Regenerate, input, options)).regenerate;
  }

  /** Cuts the face out of a cartoon and keeps it; the other cartoons of that photo go. */
  async download(cartoonId: string, options: CallOptions & Keyed = {}): Promise<Generation> {
    const idempotencyKey = options.idempotencyKey ?? uuid();
    return (await this.#read(operations.Download, { cartoonId, idempotencyKey }, options)).download;
  }

  async originals(page: Page = {}, options: CallOptions = {}) {
    return (await this.#read(operations.Originals, page, options)).originals;
  }

  async original(id: string, options: CallOptions = {}) {
    return (await this.#read(operations.Original, { id }, options)).original;
  }

  async downloadedFaces(page: Page = {}, options: CallOptions = {}) {
    return (await this.#read(operations.DownloadedFaces, page, options)).downloadedFaces;
  }

  async deleteImage(id: string, options: CallOptions = {}): Promise<string> {
    return (await this.#once(operations.DeleteImage, { id }, options)).deleteImage;
  }

  // Pictures from words, headshots, guests of an event

  async generatePictures(input: PicturesInput, options: CallOptions = {}): Promise<Generation> {
    return (await this.#keyed(operations.GeneratePictures, input, options)).generatePictures;
  }

  async generateHeadshot(input: HeadshotInput, options: CallOptions = {}): Promise<Generation> {
    return (await this.#keyed(operations.GenerateHeadshot, input, options)).generateHeadshot;
  }

  async pictures(page: Page = {}, options: CallOptions = {}) {
    return (await this.#read(operations.Pictures, page, options)).pictures;
  }

  async downloadPicture(id: string, options: CallOptions = {}) {
    return (await this.#read(operations.DownloadPicture, { id }, options)).downloadPicture;
  }

  async generateAvatar(input: AvatarInput, options: UploadOptions = {}): Promise<Avatar> {
    return (await this.#keyed(operations.GenerateAvatar, input, options)).generateAvatar;
  }

  async avatar(by: AvatarBy, options: CallOptions = {}): Promise<Avatar | null> {
    return (await this.#read(operations.Avatar, { by }, options)).avatar;
  }

  async flush(wish: FlushMutationVariables, options: CallOptions = {}) {
    return (await this.#read(operations.Flush, wish, options)).flush;
  }

  // Who calls

  async viewer(options: CallOptions = {}) {
    return (await this.#read(operations.Viewer, {}, options)).viewer;
  }

  async usage(page: Page = {}, options: CallOptions = {}) {
    return (await this.#read(operations.Usage, page, options)).viewer.usage;
  }

  async node(id: string, options: CallOptions = {}) {
    return (await this.#read(operations.Node, { id }, options)).node;
  }

  async setPreferences(preferences: object, options: CallOptions = {}) {
    return (await this.#read(operations.SetPreferences, { preferences }, options)).setPreferences;
  }

  async requestCode(email: string, options: CallOptions = {}) {
    return (await this.#once(operations.RequestCode, { email }, options)).requestCode;
  }

  /** Signs in: all that follows is asked by its token, which the app keeps. */
  async verifyCode(email: string, code: string, options: CallOptions = {}): Promise<Session> {
    const { verifyCode: session } = await this.#once(operations.VerifyCode, { email, code }, options);
    this.token = session.token;
    return session;
  }

  /** A fresh token for the one in use, while that is still good. */
  async refreshSession(options: CallOptions = {}): Promise<Session> {
    const { refreshSession: session } = await this.#read(operations.RefreshSession, {}, options);
    this.token = session.token;
    return session;
  }

  /** Ends the sessions of all devices; this one goes on as what it was before. */
  async signOut(options: CallOptions = {}): Promise<void> {
    await this.#read(operations.SignOut, {}, options);
    this.token = undefined;
  }

  // The catalog, and what operators do

  async catalog(options: CallOptions = {}) {
    return (await this.#read(operations.Catalog, {}, options)).catalog;
  }

  async analytics(period: AnalyticsQueryVariables, options: CallOptions = {}) {
    return (await this.#read(operations.Analytics, period, options)).analytics;
  }

  async grantCredits(grant: GrantCreditsMutationVariables, options: CallOptions = {}) {
    return (await this.#read(operations.GrantCredits, grant, options)).grantCredits;
  }

  /** What reads, or does the same when it is done twice. */
  #read<R, V>(operation: Operation<R, V>, variables: V, { signal }: CallOptions): Promise<R> {
    return this.#http.ask(operation, variables, { repeatable: true, signal });
  }

  #once<R, V>(operation: Operation<R, V>, variables: V, { signal }: CallOptions): Promise<R> {
    return this.#http.ask(operation, variables, { repeatable: false, signal });
  }

  /** What makes something, under one key however often it is sent. */
  #keyed<R, I extends Keyed>(
    operation: Operation<R, { input: I }>,
    input: I,
    { signal, onProgress }: UploadOptions,
  ): Promise<R> {
    const keyed = { ...input, idempotencyKey: input.idempotencyKey ?? uuid() };
    return this.#http.ask(operation, { input: keyed }, { repeatable: true, signal, onProgress });
  }
}

/** All of a list, page by page: `all((after) => visage.originals({ after }))`. */
export async function* all<Node>(
  page: (after: string | null) => Promise<Connection<Node>>,
): AsyncGenerator<Node, void, void> {
  for (let after: string | null = null; ; ) {
    const { edges, pageInfo }: Connection<Node> = await page(after);
    for (const { node } of edges) yield node;
    if (!pageInfo.hasNextPage) return;
    after = pageInfo.endCursor;
  }
}
