package recipient

import "context"

// WriteAccesses writes what has gathered, as Run does every few seconds.
func WriteAccesses(l *AccessLog, ctx context.Context) { l.write(ctx) } //nolint:revive // the log is the receiver

// WaitingAccesses is how many rows wait to be written.
func WaitingAccesses(l *AccessLog) int { return len(l.waiting) }
