package entrance

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"quittance/internal/account"
	"quittance/internal/db"
	"quittance/internal/db/login"
	"quittance/internal/db/ratelimit"
	"quittance/internal/problem"
	"quittance/storage"
)

// ErrCodeWrong is said of every code that does not open: wrong, of another time, used before.
var ErrCodeWrong = problem.New(problem.Invalid, "code_wrong", "the code is wrong, too old, or was used before")

// What may be guessed of a member's codes. Of a million codes three are right at any moment: in a year of trying this
// often somebody who knows the password has a chance of one in thirty, and the member has been told on the first day.
const (
	codesByHour   = 10
	codesByDay    = 30
	codesByOrigin = 100
	alertsByDay   = 1
)

// countCode counts a try of a code, right or wrong, wherever it is typed.
func (d *Entrance) countCode(c echo.Context, member string) error {
	key := "code/member/" + d.Digest("code", member)
	return d.take(c,
		ratelimit.Limit{Key: key, Max: codesByHour, Window: time.Hour}, ratelimit.Limit{Key: key, Max: codesByDay, Window: 24 * time.Hour},
		d.limitOrigin(c, "code", codesByOrigin, signInWindow))
}

// codeSecret is the secret of the member's app; "" where codes are off.
func (d *Entrance) codeSecret(ctx context.Context, member string) (string, error) {
	list, err := login.Credentials(ctx, d.DB, member, account.Code)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return d.OpenSecret(ctx, member, list[0].Secret)
}

// HasCodes reports whether the member signs in with a code.
func (d *Entrance) HasCodes(ctx context.Context, member string) (bool, error) {
	list, err := login.Credentials(ctx, d.DB, member, account.Code)
	if err != nil {
		return false, fmt.Errorf("look for codes: %w", err)
	}
	return len(list) > 0, nil
}

// HasPassword reports whether a password opens the member's account, not passkeys alone.
func (d *Entrance) HasPassword(ctx context.Context, member string) (bool, error) {
	list, err := login.Credentials(ctx, d.DB, member, account.Password)
	if err != nil {
		return false, fmt.Errorf("look for a password: %w", err)
	}
	return len(list) > 0, nil
}

// SealSecret encrypts the secret of a member's app under the root key. It is readable with OpenSecret for that member
// alone.
func (d *Entrance) SealSecret(ctx context.Context, member, secret string) (string, error) {
	sealed, err := storage.SealBytes(ctx, d.Keys, d.Entropy, []byte(secret), binding(member))
	if err != nil {
		return "", fmt.Errorf("seal code secret: %w", err)
	}
	return base64.RawStdEncoding.EncodeToString(sealed), nil
}

// OpenSecret returns what SealSecret was given.
func (d *Entrance) OpenSecret(ctx context.Context, member, sealed string) (string, error) {
	raw, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil {
		return "", fmt.Errorf("read sealed code secret: %w", err)
	}
	secret, err := storage.OpenBytes(ctx, d.Keys, raw, binding(member))
	if err != nil {
		return "", fmt.Errorf("open code secret: %w", err)
	}
	return string(secret), nil
}

func binding(member string) []byte { return []byte("quittance/totp/" + member) }

// acceptCode uses up what a member typed: a code of the app or a recovery code. ErrCodeWrong when it opens nothing; then
// the transaction is to be given up, as it accepted nothing.
func (d *Entrance) acceptCode(ctx context.Context, tx *db.Tx, member, secret, typed string) error {
	typed = strings.Join(strings.Fields(typed), "")
	if account.IsCode(typed) {
		return d.acceptStep(ctx, tx, member, secret, typed)
	}
	hash, err := account.HashRecoveryCode(member, typed)
	if err != nil {
		return ErrCodeWrong
	}
	used, err := login.UseRecoveryCode(ctx, tx, member, hash, d.At())
	if err != nil {
		return err
	}
	if !used {
		return ErrCodeWrong
	}
	return d.Alerts.AlertMember(ctx, tx, member, account.RecoveryUsed)
}

func (d *Entrance) acceptStep(ctx context.Context, tx *db.Tx, member, secret, code string) error {
	step, right, err := account.VerifyCode(secret, code, d.Now())
	if err != nil {
		return fmt.Errorf("verify code: %w", err)
	}
	if !right {
		return ErrCodeWrong
	}
	first, err := login.UseCode(ctx, tx, member, step)
	if err != nil {
		return err
	}
	if !first {
		return ErrCodeWrong
	}
	return nil
}
