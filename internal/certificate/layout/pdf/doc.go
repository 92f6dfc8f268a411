// Package pdf writes the pages of certificates: text in embedded TrueType fonts and filled rectangles, on pages of one
// size. That is all of ISO 32000-1 that a certificate needs, and it is quick: a document embeds the few glyphs it
// shows, without their hints.
//
// The output is a function of the calls: no time, no random identifier, no floating point. Verifying a certificate
// composes its pages again and compares the drawing instructions and the font programs with those sealed, so what
// this package writes is frozen with the first layout that uses it. Compression alone is free to change.
package pdf
