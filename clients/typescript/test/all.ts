// All tests in one process: to start four would cost more than most of them do.
import "./errors.test.js";
import "./following.test.js";
import "./sessions.test.js";
import "./uploads.test.js";
