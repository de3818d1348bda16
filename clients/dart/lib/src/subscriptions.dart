import 'dart:async';

import 'calls.dart';
import 'errors.dart';
import 'generated.dart';
import 'identity.dart';
import 'outlet.dart';
import 'pauses.dart';
import 'sockets.dart';

/// A generation that changed. [cursor]: to go on from after a restart of the app; null before the
/// first one is known.
class Change {
  const Change(this.generation, this.cursor);

  final GenerationParts generation;
  final String? cursor;
}

/// Whether nothing more will happen to it.
bool hasEnded(GenerationParts generation) => switch (generation.status) {
      GenerationStatus.succeeded ||
      GenerationStatus.failed ||
      GenerationStatus.cancelled =>
        true,
      _ => false,
    };

/// Following one generation, or all of them, through lost connections: nothing is missed, nothing
/// older comes after something newer.
class Subscriptions {
  Subscriptions(this._calls, this._sockets);

  final Calls _calls;
  final Sockets _sockets;

  static const _wait = Duration(seconds: 20);
  static const _lookEvery = Duration(seconds: 4);
  static const _settle = Duration(seconds: 1); // until the server has surely begun to listen
  static const _page = 20;

  Identity get _identity => _calls.identity;

  /// Each state of a generation, with rising revisions; ends with its ending.
  Stream<GenerationParts> follow(String id) => outlet((out) async {
        var revision = -1;
        var ended = false;
        var failures = 0;
        while (!ended && !out.over) {
          final before = revision;
          try {
            await out.forward(_states(id), (generation) {
              failures = 0;
              if (generation.revision <= revision) return true;
              revision = generation.revision;
              out.add(generation);
              ended = hasEnded(generation);
              return !ended;
            });
            if (revision == before) await out.pause(backoff(0));
          } catch (error) {
            await _overcome(out, error, failures++);
          }
        }
      });

  /// Every change of the caller's generations, from [after] or from now on, without an end.
  Stream<Change> changes({String? after, GenerationKind? kind}) => outlet((out) async {
        final known = _Known(after);
        void tell(Change change) {
          if (known.take(change)) out.add(Change(change.generation, change.cursor));
        }

        var begun = after != null;
        for (var failures = 0; !out.over;) {
          try {
            if (!begun) {
              (await _look(kind)).forEach(known.take); // what there is already is no news
              begun = true;
            }
            await out.forward(_news(known.cursor, kind), (change) {
              failures = 0;
              tell(change);
              return true;
            });
          } catch (error) {
            if (refusalOf(error) is CursorExpired) {
              known.cursor = null;
              await out.forward(_all(kind), (each) {
                tell(Change(each, null));
                return true;
              });
            } else {
              await _overcome(out, error, failures++);
            }
          }
        }
      });

  Stream<GenerationParts> _states(String id) {
    if (_sockets.usable) {
      return _sockets
          .listen(VisageOperations.follow, {'id': id})
          .map((data) => data.generation);
    }
    return Stream.fromFuture(_waitFor(id));
  }

  Future<GenerationParts> _waitFor(String id) async {
    final variables = {'id': id, 'wait': _wait.inSeconds};
    final data = await _calls.ask(VisageOperations.generation, () => variables,
        repeatable: true, wait: _wait);
    return data.generation ?? (throw const NotFound('This does not exist, or it is gone.'));
  }

  Stream<Change> _news(String? cursor, GenerationKind? kind) {
    if (!_sockets.usable) {
      return Stream.fromFuture(Future.delayed(_lookEvery, () => _look(kind)))
          .expand((changes) => changes);
    }
    final events = _sockets.listen(
      VisageOperations.changes,
      {'after': cursor, 'kind': kind?.wire},
    ).map((data) => Change(data.generations.generation, data.generations.cursor));
    return cursor == null ? _withLook(events, kind) : events;
  }

  /// The events, and what changed between the last look and the first event: without a cursor
  /// nobody knows when the server began to listen.
  Stream<Change> _withLook(Stream<Change> events, GenerationKind? kind) {
    late final StreamController<Change> both;
    StreamSubscription<Change>? listening;
    Future<void> look() async {
      await Future<void>.delayed(_settle);
      if (!both.hasListener) return;
      for (final change in await _look(kind)) {
        if (both.hasListener) both.add(change);
      }
    }

    both = StreamController<Change>(
      onListen: () {
        listening = events.listen(both.add, onError: both.addError, onDone: both.close);
        look().catchError((Object error) {
          if (both.hasListener) both.addError(error);
        });
      },
      onCancel: () => listening?.cancel(),
    );
    return both.stream;
  }

  /// The newest generations as they are now.
  Future<List<Change>> _look(GenerationKind? kind) async {
    final data = await _calls.ask(
      VisageOperations.generations,
      () => {'first': _page, 'kind': kind?.wire},
      repeatable: true,
    );
    return [for (final edge in data.generations.edges) Change(edge.node, null)];
  }

  Stream<GenerationParts> _all(GenerationKind? kind) async* {
    for (String? after;;) {
      final variables = {'first': _page, 'after': after, 'kind': kind?.wire};
      final data =
          await _calls.ask(VisageOperations.generations, () => variables, repeatable: true);
      for (final edge in data.generations.edges) {
        yield edge.node;
      }
      if (!data.generations.pageInfo.hasNextPage) return;
      after = data.generations.pageInfo.endCursor;
    }
  }

  /// Waits until it can be tried again; throws what cannot be overcome so.
  Future<void> _overcome(Outlet<Object?> out, Object error, int failures) async {
    if (error is SocketRefused) {
      if (!await _identity.renew(error.token)) throw Unauthenticated(error.message);
      if (failures > 0) await out.pause(backoff(failures));
      return;
    }
    final refusal = refusalOf(error);
    final pause = pauseAfter(refusal, failures, true);
    if (pause == null) throw refusal;
    await out.pause(pause);
  }
}

/// How far a stream has come.
class _Known {
  _Known(this.cursor);

  String? cursor;
  final _revisions = <String, int>{};

  static const _remembered = 2000;

  /// Whether a change is news; its cursor counts in any case.
  bool take(Change change) {
    final GenerationParts(:id, :revision) = change.generation;
    cursor = change.cursor ?? cursor;
    final known = _revisions.remove(id);
    final news = known == null || known < revision;
    _revisions[id] = news ? revision : known;
    if (_revisions.length > _remembered) _revisions.remove(_revisions.keys.first);
    return news;
  }
}
