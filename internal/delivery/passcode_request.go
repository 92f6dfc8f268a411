package delivery

// RequestPasscode records that a recipient asked for a code to sign with; the message leaves afterwards. It is
// refused unless the recipient can sign now, so that no code is ever sent for what cannot be signed.
func (d *Delivery) RequestPasscode(at Instant, recipient, passcodeID string) ([]Event, error) {
	if _, err := d.CanSign(recipient); err != nil {
		return nil, err
	}
	r := d.record(ByRecipient(recipient), at)
	r.add(PasscodeRequested{Passcode: passcodeID, Recipient: recipient})
	return r.done()
}
