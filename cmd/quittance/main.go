// Command quittance is the whole program: the server, its sandbox, and what an operator or an auditor does by hand.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the image has no time zones of its own

	"github.com/alecthomas/kong"

	"quittance/internal/config"
)

// build names the commit; the Makefile sets it.
var build = "unknown"

type cli struct {
	Serve   serveCommand   `cmd:"" help:"Run the server."`
	Sandbox sandboxCommand `cmd:"" help:"Run the outside world's stand-ins as a process of their own."`
	Migrate migrateCommand `cmd:"" help:"Bring the database to this version."`
	User    userCommands   `cmd:"" help:"Members of workspaces."`
	APIKey  apiKeyCommands `cmd:"" name:"apikey" help:"Keys of the API."`
	Keys    keysCommands   `cmd:"" help:"The root key."`
	Backup  backupCommand  `cmd:"" help:"Back the installation up into one encrypted file, while it runs."`
	Restore restoreCommand `cmd:"" help:"Make the installation of a backup again, in an empty database."`
	Erase   eraseCommand   `cmd:"" help:"Erase the personal data and the files of a delivery, or of a client."`
	Log     logCommands    `cmd:"" help:"The transparency log."`
	Verify  verifyCommand  `cmd:"" help:"Verify a certificate, offline."`
	Trust   trustCommands  `cmd:"" help:"What verify trusts."`
	Demo    demoCommand    `cmd:"" help:"Furnish a workspace to look at."`
	Health  healthCommand  `cmd:"" help:"Ask the running server whether it is well."`
	Preview previewCommand `cmd:"" help:"Write every page and every message as files, to look at."`
	Version versionCommand `cmd:"" help:"Print the version."`

	CountPages countPagesCommand `cmd:"" name:"count-pages" hidden:""` // pagecount.Command
}

// world is what commands get of the process: no command reads globals.
type world struct {
	ctx     context.Context //nolint:containedctx // one process, one context: that of the signals
	environ []string
	in      io.Reader
	out     io.Writer
	err     io.Writer
}

// exit is an error that only sets the exit code: what is to be said has been said.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	code := run(&world{ctx: ctx, environ: os.Environ(), in: os.Stdin, out: os.Stdout, err: os.Stderr}, os.Args[1:])
	stop()
	os.Exit(code) //nolint:gocritic // stop has run
}

// run executes one command line and returns its exit code.
func run(w *world, args []string) int {
	var c cli
	ended := -1
	parser, err := kong.New(&c, kong.Name("quittance"), kong.Description("Pay-to-unlock delivery of professional work."),
		kong.UsageOnError(), kong.Writers(w.out, w.err), kong.Bind(w), kong.Exit(func(code int) { ended = code }))
	if err != nil {
		return fail(w, err)
	}
	command, err := parser.Parse(args)
	if ended >= 0 {
		return ended // --help
	}
	if err != nil {
		parser.FatalIfErrorf(err)
		const misuse = 2
		return misuse
	}
	return fail(w, command.Run(w))
}

func fail(w *world, err error) int {
	var code exit
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	}
	say(w.err, "quittance: %v\n", err)
	return 1
}

// say writes to the terminal; a terminal that went away changes nothing for the command.
func say(w io.Writer, format string, args ...any) {
	_, _ = fmt.Fprintf(w, format, args...)
}

func (w *world) config() (*config.Config, error) { return config.Load(w.environ) }

type versionCommand struct{}

// Run prints the build.
func (versionCommand) Run(w *world) error {
	if _, err := fmt.Fprintf(w.out, "quittance %s\n", build); err != nil {
		return fmt.Errorf("print version: %w", err)
	}
	return nil
}
