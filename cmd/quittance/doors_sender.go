package main

import (
	"context"
	"fmt"
	"slices"

	"quittance/cmd/internal/provider"
	"quittance/internal/account"
	"quittance/internal/db/rate"
	"quittance/internal/tariff"
	"quittance/internal/web/api"
	"quittance/internal/web/sender"
	"quittance/internal/web/sender/operator"
)

// openSender registers the pages of senders and the JSON API: two doors to the same commands.
func (s *server) openSender() error {
	mode, err := account.ParseMode(s.config.Signup)
	if err != nil {
		return err
	}
	digest := s.digest()
	deps := sender.Deps{
		Commands: s.commands(), Vault: s.vault, Signup: mode, Confirmations: s.jobs.Messages, Front: s.front(), Cost: s.cost,
		Alerts: s.jobs.Messages, Keys: s.root, Operator: operator.Deps{Queue: s.jobs.Queue(), Checkouts: s.jobs, Disks: s.disks, SMSCap: s.config.SMSDailyCap},
		Tariff: func(ctx context.Context) (tariff.Table, error) { return rate.Table(ctx, s.db) },
		Digest: inHex(digest), StrictOperators: s.config.Production(),
	}
	for _, address := range s.config.Operators {
		normal, err := account.NormalEmail(address)
		if err != nil {
			return fmt.Errorf("read QUITTANCE_OPERATOR: %w", err)
		}
		deps.Operators = append(deps.Operators, normal)
	}
	if deps.Verifying, err = provider.PublicKeys(s.instance.caPEM(), s.instance.logPublic, s.outside.authorityRoots); err != nil {
		return err
	}
	deps.Invitations, deps.Checkouts, deps.OneWorkspace = s.jobs.Messages, s.jobs, s.paidForReal()
	if s.config.HasMail() {
		deps.Resets, deps.Addresses = s.jobs.Messages, s.jobs.Messages
	}
	if err := sender.Register(s.site, deps); err != nil {
		return err
	}
	return api.Register(s.site, api.Deps{Commands: s.commands()})
}

// paidForReal reports whether real money comes to the one account of this installation.
func (a *app) paidForReal() bool {
	return a.config.StripeAPIKey != "" && !slices.Contains(a.config.StandIns(), "stripe")
}
