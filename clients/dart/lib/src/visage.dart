import 'package:http/http.dart' as http;

import 'calls.dart';
import 'counting.dart';
import 'generated.dart';
import 'identity.dart';
import 'photo.dart';
import 'sockets.dart';
import 'subscriptions.dart';

/// The client: one method for each operation of the API. All throw a `VisageException`.
class Visage {
  /// [url]: where the server is, such as `https://visage.example`. [deviceId]: made once by `uuid`
  /// and kept by the app.
  Visage({
    required Uri url,
    required String deviceId,
    String? token,
    Future<String?> Function()? renewToken,
    http.Client? client,
  })  : _identity = Identity(deviceId: deviceId, token: token, renewToken: renewToken),
        _endpoint = url.replace(path: '${url.path.replaceFirst(RegExp(r'/+$'), '')}/graphql'),
        _client = client ?? http.Client();

  final Identity _identity;
  final Uri _endpoint;
  final http.Client _client;

  late final _calls = Calls(_endpoint, _identity, _client);
  late final _sockets = Sockets(
    _endpoint.replace(scheme: _endpoint.scheme == 'https' ? 'wss' : 'ws'),
    _identity,
  );
  late final _subscriptions = Subscriptions(_calls, _sockets);

  /// Of whoever has signed in. Open subscriptions go on under a new one.
  String? get token => _identity.token;

  set token(String? token) {
    if (token == _identity.token) return;
    _identity.token = token;
    _sockets.restart();
  }

  /// Closes the socket until it is needed again: for when the app goes to the background.
  Future<void> rest() => _sockets.close();

  Future<void> dispose() async {
    await _sockets.close();
    _client.close();
  }

  // Following what is made

  /// Each state of a generation, with rising revisions; ends with its ending.
  Stream<GenerationParts> follow(String id) => _subscriptions.follow(id);

  /// Every change of the caller's generations, from [after] or from now on, without an end.
  Stream<Change> changes({String? after, GenerationKind? kind}) =>
      _subscriptions.changes(after: after, kind: kind);

  /// The generation once it has ended.
  Future<GenerationParts> ended(String id) => follow(id).last;

  /// Null when it does not exist or is somebody else's; with [wait] it answers at the ending.
  Future<GenerationParts?> generation(String id, {Duration wait = Duration.zero}) async {
    final variables = {'id': id, 'wait': wait.inSeconds};
    final data = await _calls.ask(VisageOperations.generation, () => variables,
        repeatable: true, wait: wait);
    return data.generation;
  }

  Future<GenerationsResult> generations(
          {int first = 20, String? after, GenerationKind? kind}) async =>
      (await _read(VisageOperations.generations,
              {'first': first, 'after': after, 'kind': kind?.wire}))
          .generations;

  Future<GenerationParts> cancelGeneration(String id) async =>
      (await _read(VisageOperations.cancelGeneration, {'id': id})).cancelGeneration;

  // Cartoons of photos

  /// [abort]: completes when the upload is to be given up.
  Future<UploadResult> upload(
    Photo image, {
    CartoonStyle? style,
    String? idempotencyKey,
    OnProgress? onProgress,
    Future<void>? abort,
  }) async {
    final key = idempotencyKey ?? uuid();
    final data = await _send(
      VisageOperations.upload,
      () => UploadInput(image: image, style: style, idempotencyKey: key).toJson(),
      onProgress,
      abort,
    );
    return data.upload;
  }

  Future<GenerationParts> regenerate(String originalId,
      {CartoonStyle? style, int? seed, String? idempotencyKey}) async {
    final key = idempotencyKey ?? uuid();
    final input =
        RegenerateInput(originalId: originalId, style: style, seed: seed, idempotencyKey: key);
    return (await _read(VisageOperations.regenerate, {'input': input.toJson()})).regenerate;
  }

  /// Cuts the face out of a cartoon and keeps it; the other cartoons of that photo go.
  Future<GenerationParts> download(String cartoonId, {String? idempotencyKey}) async {
    final variables = {'cartoonId': cartoonId, 'idempotencyKey': idempotencyKey ?? uuid()};
    return (await _read(VisageOperations.download, variables)).download;
  }

  Future<OriginalsResult> originals({int first = 20, String? after}) async =>
      (await _read(VisageOperations.originals, {'first': first, 'after': after})).originals;

  Future<OriginalResult?> original(String id) async =>
      (await _read(VisageOperations.original, {'id': id})).original;

  Future<DownloadedFacesResult> downloadedFaces({int first = 20, String? after}) async =>
      (await _read(VisageOperations.downloadedFaces, {'first': first, 'after': after}))
          .downloadedFaces;

  Future<String> deleteImage(String id) async =>
      (await _once(VisageOperations.deleteImage, {'id': id})).deleteImage;

  // Pictures from words, headshots, guests of an event

  Future<GenerationParts> generatePictures(PicturesInput input) async {
    final keyed = {'idempotencyKey': uuid(), ...input.toJson()};
    return (await _read(VisageOperations.generatePictures, {'input': keyed})).generatePictures;
  }

  Future<GenerationParts> generateHeadshot(HeadshotInput input) async {
    final keyed = {'idempotencyKey': uuid(), ...input.toJson()};
    return (await _read(VisageOperations.generateHeadshot, {'input': keyed})).generateHeadshot;
  }

  Future<PicturesResult> pictures({int first = 20, String? after}) async =>
      (await _read(VisageOperations.pictures, {'first': first, 'after': after})).pictures;

  Future<DownloadPictureResult> downloadPicture(String id) async =>
      (await _read(VisageOperations.downloadPicture, {'id': id})).downloadPicture;

  Future<AvatarParts> generateAvatar(AvatarInput input,
      {OnProgress? onProgress, Future<void>? abort}) async {
    final key = uuid();
    final data = await _send(
      VisageOperations.generateAvatar,
      () => {'idempotencyKey': key, ...input.toJson()},
      onProgress,
      abort,
    );
    return data.generateAvatar;
  }

  Future<AvatarParts?> avatar(AvatarBy by) async =>
      (await _read(VisageOperations.avatar, {'by': by.toJson()})).avatar;

  Future<FlushResult> flush(String email,
      {FlushScope scope = FlushScope.latest, bool confirm = false}) async {
    final variables = {'email': email, 'scope': scope.wire, 'confirm': confirm};
    return (await _read(VisageOperations.flush, variables)).flush;
  }

  // Who calls

  Future<ViewerParts> viewer() async => (await _read(VisageOperations.viewer, {})).viewer;

  Future<UsageViewerUsage> usage({int first = 20, String? after}) async =>
      (await _read(VisageOperations.usage, {'first': first, 'after': after})).viewer.usage;

  Future<NodeResult?> node(String id) async =>
      (await _read(VisageOperations.node, {'id': id})).node;

  Future<ViewerParts> setPreferences(Map<String, Object?> preferences) async =>
      (await _read(VisageOperations.setPreferences, {'preferences': preferences}))
          .setPreferences;

  Future<RequestCodeResult> requestCode(String email) async =>
      (await _once(VisageOperations.requestCode, {'email': email})).requestCode;

  /// Signs in: all that follows is asked by its token, which the app keeps.
  Future<SessionParts> verifyCode(String email, String code) async {
    final data = await _once(VisageOperations.verifyCode, {'email': email, 'code': code});
    token = data.verifyCode.token;
    return data.verifyCode;
  }

  /// A fresh token for the one in use, while that is still good.
  Future<SessionParts> refreshSession() async {
    final data = await _read(VisageOperations.refreshSession, {});
    token = data.refreshSession.token;
    return data.refreshSession;
  }

  /// Ends the sessions of all devices; this one goes on as what it was before.
  Future<void> signOut() async {
    await _read(VisageOperations.signOut, {});
    token = null;
  }

  // The catalog, and what operators do

  Future<CatalogResult> catalog() async =>
      (await _read(VisageOperations.catalog, {})).catalog;

  Future<AnalyticsResult> analytics(DateTime since, {DateTime? until}) async {
    final variables = {
      'since': since.toUtc().toIso8601String(),
      'until': until?.toUtc().toIso8601String(),
    };
    return (await _read(VisageOperations.analytics, variables)).analytics;
  }

  Future<CreditsParts> grantCredits(String viewerId, int credits,
      {required String reference, Tier? tier, String? refundOf}) async {
    final variables = {
      'viewerId': viewerId,
      'credits': credits,
      'reference': reference,
      'tier': tier?.wire,
      'refundOf': refundOf,
    };
    return (await _read(VisageOperations.grantCredits, variables)).grantCredits;
  }

  /// What reads, or does the same when it is done twice.
  Future<T> _read<T>(VisageOperation<T> operation, Map<String, Object?> variables) =>
      _calls.ask(operation, () => variables, repeatable: true);

  Future<T> _once<T>(VisageOperation<T> operation, Map<String, Object?> variables) =>
      _calls.ask(operation, () => variables, repeatable: false);

  Future<T> _send<T>(VisageOperation<T> operation, Variables input, OnProgress? onProgress,
          Future<void>? abort) =>
      _calls.ask(operation, () => {'input': input()},
          repeatable: true, upload: true, onProgress: onProgress, abort: abort);
}
