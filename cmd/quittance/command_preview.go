package main

import "quittance/cmd/internal/preview"

type previewCommand struct {
	Dir string `arg:"" help:"Where the files go; made when it is not there."`
}

// Run writes the files and says where to begin. It opens no database and needs no settings.
func (p *previewCommand) Run(w *world) error {
	index, err := preview.Write(p.Dir)
	if err != nil {
		return err
	}
	say(w.out, "%s\n", index)
	return nil
}
