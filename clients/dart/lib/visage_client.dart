/// A typed client of Visage.
library;

export 'src/counting.dart';
export 'src/errors.dart';
export 'src/generated.dart';
export 'src/identity.dart' show uuid;
export 'src/photo.dart';
export 'src/subscriptions.dart' show Change, hasEnded;
export 'src/visage.dart';
