import 'dart:async';

/// A stream that [work] feeds, and that ends with it. Whoever cancels ends what it listens to or
/// waits for at that moment; an `async*` function would go on to its next `yield`.
Stream<T> outlet<T>(Future<void> Function(Outlet<T> out) work) {
  final out = Outlet<T>._();
  late final StreamController<T> controller;
  controller = out._controller = StreamController<T>(
    onListen: () async {
      try {
        await work(out);
      } catch (error, trace) {
        if (!out.over) controller.addError(error, trace);
      }
      await controller.close();
    },
    onCancel: out._end,
  );
  return controller.stream;
}

class Outlet<T> {
  Outlet._();

  late final StreamController<T> _controller;
  final _cancelled = Completer<void>();
  StreamSubscription<Object?>? _source;

  /// Nobody listens any more.
  bool get over => _cancelled.isCompleted;

  void add(T event) => _controller.add(event);

  /// Hands over what comes until [source] is done, [take] answers false, or nobody listens.
  Future<void> forward<S>(Stream<S> source, bool Function(S event) take) async {
    final done = Completer<void>();
    void finish([Object? error, StackTrace? trace]) {
      if (done.isCompleted) return;
      error == null ? done.complete() : done.completeError(error, trace);
    }

    final listening = source.listen(
      (event) {
        if (!over && !done.isCompleted && !take(event)) finish();
      },
      onError: finish,
      onDone: finish,
    );
    _source = listening;
    unawaited(_cancelled.future.then((_) => finish()));
    try {
      await done.future;
    } finally {
      unawaited(listening.cancel());
    }
  }

  Future<void> pause(Duration time) =>
      Future.any([Future<void>.delayed(time), _cancelled.future]);

  void _end() {
    if (!over) _cancelled.complete();
    unawaited(_source?.cancel());
  }
}
