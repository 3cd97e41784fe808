package main

import (
	"context"
	"errors"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto"
)

var errPINsDiffer = errors.New("the two PINs differ")

// newSecret asks for what is to unlock a key from now on.
func newSecret(t *terminal.Terminal, means syncproto.Means, card string) (clientsdk.Secret, error) {
	switch means {
	case syncproto.MeansCard:
		return readCard(t, card)
	case syncproto.MeansPIN:
		return newPIN(t)
	}
	return clientsdk.Secret{}, nil
}

// newPIN asks twice, because nobody can look up what was mistyped once.
func newPIN(t *terminal.Terminal) (clientsdk.Secret, error) {
	pin, err := t.Ask("field.ask.new_pin")
	if err != nil {
		return clientsdk.Secret{}, err
	}
	secret, err := clientsdk.PINSecret(pin)
	if err != nil {
		return secret, err
	}
	again, err := t.Ask("field.ask.pin_again")
	if err != nil {
		return secret, err
	}
	if pin != again {
		return secret, terminal.Explain(errPINsDiffer, "errors.pin.differ")
	}
	return secret, nil
}

// askSecret asks a person for the card or PIN that unlocks their key.
func askSecret(t *terminal.Terminal, who clientsdk.Person, card string) (clientsdk.Secret, error) {
	if who.Means == syncproto.MeansCard {
		return readCard(t, card)
	}
	pin, err := t.Ask("field.ask.pin", "name", who.Name)
	if err != nil {
		return clientsdk.Secret{}, err
	}
	return clientsdk.PINSecret(pin)
}

// explainSecret says how often it went wrong, which the next good try will put on record.
func explainSecret(ctx context.Context, phone *clientsdk.Phone, who clientsdk.Person, err error) error {
	if !errors.Is(err, clientsdk.ErrWrongSecret) {
		return err
	}
	now, problem := personCalled(ctx, phone, number(who))
	if problem != nil {
		return errors.Join(err, problem)
	}
	if who.Means == syncproto.MeansCard {
		return terminal.Explain(err, "errors.card.other", "name", who.Name, "failed", now.Failed)
	}
	return terminal.Explain(err, "errors.pin.wrong", "failed", now.Failed)
}

// readCard takes the household's card from the picture of its QR code or, without a file, asks for what is printed under it.
func readCard(t *terminal.Terminal, file string) (clientsdk.Secret, error) {
	text, err := scannedOrAsked(t, file, "field.ask.card")
	if err != nil {
		return clientsdk.Secret{}, err
	}
	card, err := syncproto.ParseCard(text)
	if err != nil {
		return clientsdk.Secret{}, terminal.Explain(err, "errors.card.wrong")
	}
	return clientsdk.CardSecret(card), nil
}

// askCode asks for a one-time code.
func askCode(t *terminal.Terminal, key string) (syncproto.OneTimeCode, error) {
	text, err := t.Ask(key)
	if err != nil {
		return syncproto.OneTimeCode{}, err
	}
	code, err := syncproto.ParseOneTimeCode(text)
	if err != nil {
		return code, terminal.Explain(err, "errors.code.mistyped")
	}
	return code, nil
}

// scannedOrAsked reads a QR code's text from a PNG file or, without one, asks for it.
func scannedOrAsked(t *terminal.Terminal, file, key string) (string, error) {
	if file == "" {
		return t.Ask(key)
	}
	return scanPNG(file)
}
