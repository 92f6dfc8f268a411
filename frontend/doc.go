// Package frontend is what people see: pages, words, styles and scripts. It decides nothing.
//
// Every page is one Go struct of package screen (screen.Deliveries, ...) handed to Renderer.Render; a handler fills the
// struct and never builds a map, a sentence or a path. Package sample shows each of them filled. Words come by key from
// locales/<language>/<area>.toml, amounts, sizes and dates are formatted by the page, and paths are built by routes.go,
// which the router of the server reads too.
//
// NewRenderer fails when a template, a catalogue key or a parameter of a sentence is missing, and when one is never
// used, so a page that cannot be shown stops the start of the program, not the work of a person.
//
// The operator must have built the assets ("npm ci && npm run build" in this folder) before compiling: LoadAssets
// refuses to start without them. Tests that read words and not looks pass UnbuiltAssets() instead.
package frontend
