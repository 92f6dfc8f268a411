package storage

import "errors"

// Errors that callers may test with errors.Is. Anything else is a fault of the bucket, the catalog or the key driver,
// wrapped with what was being done.
var (
	// ErrNotFound: no such object, part or key; a deleted object is not found either.
	ErrNotFound = errors.New("not found")
	// ErrExists: the key or identifier is taken.
	ErrExists = errors.New("already exists")
	// ErrNoSpace: the bucket is full. Nothing of the refused part was kept; what was committed before stays.
	ErrNoSpace = errors.New("no space left in storage")
	// ErrBusy: the catalog could not be written in time. Nothing of what was refused was kept; the same may be tried again.
	ErrBusy = errors.New("the catalog is busy")
	// ErrLeaseLost: a newer client has taken the upload over; the commit was refused whole.
	ErrLeaseLost = errors.New("upload taken over by another client")
	// ErrOffset: the bytes do not begin where the object ends.
	ErrOffset = errors.New("offset does not match what is stored")
	// ErrTooLong: more bytes than declared, or than an object may have.
	ErrTooLong = errors.New("more bytes than allowed")
	// ErrUnfinished: the object is still being uploaded, or fewer bytes came than were declared.
	ErrUnfinished = errors.New("upload not finished")
	// ErrFinished: the object is finished and cannot change any more.
	ErrFinished = errors.New("upload already finished")
	// ErrCorrupt: what is stored is not what was sealed: altered, truncated, or sealed under another key.
	ErrCorrupt = errors.New("stored data is corrupt")
	// ErrRange: the range asked for lies outside the content.
	ErrRange = errors.New("range outside the content")
)
