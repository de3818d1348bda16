import 'dart:math';

final _random = Random();

/// Exponential, with jitter, so that not all clients come back at once after a restart.
Duration backoff(int failures) {
  final longest = min(15000, 400 * pow(2, min(failures, 6)).toInt());
  return Duration(milliseconds: (longest * (0.5 + _random.nextDouble() / 2)).round());
}
