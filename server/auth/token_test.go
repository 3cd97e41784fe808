package auth_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"zhucun/server/auth"
)

const header = `{"alg":"EdDSA","typ":"zhucun-session+jwt"}`

func b64(b string) string { return base64.RawURLEncoding.EncodeToString([]byte(b)) }

// forge writes and signs a token without the library.
func forge(key ed25519.PrivateKey, header, payload string) string {
	unsigned := b64(header) + "." + b64(payload)
	return unsigned + "." + b64(string(ed25519.Sign(key, []byte(unsigned))))
}

func forgeHMAC(secret []byte, header, payload string) string {
	unsigned := b64(header) + "." + b64(payload)
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(unsigned))
	return unsigned + "." + b64(string(mac.Sum(nil)))
}

// payload is what the gate would write for the row, with times from the world's now on.
func (w *world) payload(id uuid.UUID, issued, expires time.Duration) string {
	now := w.clock.Now()
	return fmt.Sprintf(`{"iss":"%s","sub":"%s","aud":["zhucun read 1"],"exp":%d,"iat":%d}`,
		issuer, id, now.Add(expires).Unix(), now.Add(issued).Unix())
}

// trap is a token that must not admit. Where careless is set, a reader of the library's defaults with that key takes it:
// the token is a real trap and not just broken.
type trap struct {
	name     string
	text     string
	cause    error // of the library, where it is the one to refuse
	careless any
}

// cut takes one member out of a payload, or puts another in its place.
func cut(payload, member, instead string) string {
	if !strings.Contains(payload, member) {
		panic("no " + member + " in " + payload)
	}
	return strings.Replace(payload, member, instead, 1)
}

func (w *world) traps(t testing.TB, id uuid.UUID) []trap {
	t.Helper()
	good := w.payload(id, 0, time.Hour)
	token := forge(w.key, header, good)
	now := w.clock.Now()
	iat, exp := fmt.Sprintf(`,"iat":%d`, now.Unix()), fmt.Sprintf(`,"exp":%d`, now.Add(time.Hour).Unix())
	public := w.key.Public().(ed25519.PublicKey)
	signed := func(header, payload string) string { return forge(w.key, header, payload) }
	dots := strings.Split(token, ".")
	return []trap{
		{"no exp", signed(header, cut(good, exp, "")), jwt.ErrTokenRequiredClaimMissing, public},
		{"exp null", signed(header, cut(good, exp, `,"exp":null`)), jwt.ErrTokenRequiredClaimMissing, nil},
		{"exp as text", signed(header, cut(good, exp, `,"exp":"never"`)), jwt.ErrTokenMalformed, nil},
		{"exp in fractions", signed(header, cut(good, exp, exp+".5")), nil, public},
		{"future iat", signed(header, w.payload(id, time.Minute, time.Hour)), jwt.ErrTokenUsedBeforeIssued, public},
		{"no iat", signed(header, cut(good, iat, "")), nil, public},
		{"nbf", signed(header, cut(good, iat, iat+`,"nbf":1`)), nil, public},
		{"alg none", b64(`{"alg":"none","typ":"zhucun-session+jwt"}`) + "." + b64(good) + ".", jwt.ErrTokenSignatureInvalid, jwt.UnsafeAllowNoneSignatureType},
		{"alg none with our signature", signed(`{"alg":"none","typ":"zhucun-session+jwt"}`, good), jwt.ErrTokenSignatureInvalid, nil},
		{"no alg", signed(`{"typ":"zhucun-session+jwt"}`, good), jwt.ErrTokenUnverifiable, nil},
		{"HS256 with the public key", forgeHMAC(public, `{"alg":"HS256","typ":"zhucun-session+jwt"}`, good), jwt.ErrTokenSignatureInvalid, []byte(public)},
		{"HS256 with an empty secret", forgeHMAC(nil, `{"alg":"HS256","typ":"zhucun-session+jwt"}`, good), jwt.ErrTokenSignatureInvalid, []byte{}},
		{"another key", forge(key(2), header, good), jwt.ErrTokenSignatureInvalid, key(2).Public()},
		{"a key of its own in the header", forge(key(2), `{"alg":"EdDSA","jwk":{"kty":"OKP","crv":"Ed25519","x":"`+b64(string(key(2)[32:]))+`"},"typ":"zhucun-session+jwt"}`, good), jwt.ErrTokenSignatureInvalid, key(2).Public()},
		{"no signature", dots[0] + "." + dots[1] + ".", jwt.ErrTokenSignatureInvalid, nil},
		{"crit", signed(`{"alg":"EdDSA","crit":["exp2"],"exp2":1,"typ":"zhucun-session+jwt"}`, good), nil, public},
		{"empty crit", signed(`{"alg":"EdDSA","crit":[],"typ":"zhucun-session+jwt"}`, good), nil, public},
		{"kid", signed(`{"alg":"EdDSA","kid":"1","typ":"zhucun-session+jwt"}`, good), nil, public},
		{"header twice", signed(`{"alg":"none","alg":"EdDSA","typ":"zhucun-session+jwt"}`, good), nil, public},
		{"other typ", signed(`{"alg":"EdDSA","typ":"JWT"}`, good), nil, public},
		{"no typ", signed(`{"alg":"EdDSA"}`, good), nil, public},
		{"typ of other case", signed(`{"alg":"EdDSA","typ":"Zhucun-Session+JWT"}`, good), nil, public},
		{"exp twice", signed(header, cut(good, exp, `,"exp":1`+exp)), nil, public},
		{"sub twice", signed(header, cut(good, `"sub"`, `"sub":"00000000-0000-7000-8000-000000000000","sub"`)), nil, public},
		{"exp in capitals", signed(header, cut(good, `"exp"`, `"EXP"`)), nil, public},
		{"unknown claim", signed(header, cut(good, iat, iat+`,"role":"auditor"`)), nil, public},
		{"space in the payload", signed(header, good+" "), nil, public},
		{"other order", signed(header, `{"sub":"`+id.String()+`",`+cut(good[1:], `"sub":"`+id.String()+`",`, "")), nil, public},
		{"other issuer", signed(header, cut(good, issuer, "zhucun 511922")), jwt.ErrTokenInvalidIssuer, public},
		{"no issuer", signed(header, cut(good, `"iss":"`+issuer+`",`, "")), jwt.ErrTokenRequiredClaimMissing, public},
		{"other audience", signed(header, cut(good, "zhucun read 1", "zhucun write 1")), jwt.ErrTokenInvalidAudience, public},
		{"one audience more", signed(header, cut(good, `"zhucun read 1"`, `"zhucun read 1","x"`)), nil, public},
		{"audience as text", signed(header, cut(good, `["zhucun read 1"]`, `"zhucun read 1"`)), nil, public},
		{"no audience", signed(header, cut(good, `"aud":["zhucun read 1"],`, "")), jwt.ErrTokenRequiredClaimMissing, public},
		{"no sub", signed(header, cut(good, `"sub":"`+id.String()+`",`, "")), nil, public},
		{"sub as urn", signed(header, cut(good, id.String(), "urn:uuid:"+id.String())), nil, public},
		{"a row that is not there", signed(header, cut(good, id.String(), uuid.Max.String())), nil, public},
		{"payload null", signed(header, "null"), nil, nil},
		{"payload a list", signed(header, "[]"), jwt.ErrTokenMalformed, nil},
		{"header null", signed("null", good), jwt.ErrTokenUnverifiable, nil},
		{"padded signature", token + "==", jwt.ErrTokenMalformed, nil},
		{"padded payload", dots[0] + "." + dots[1] + "=." + dots[2], jwt.ErrTokenMalformed, nil},
		{"loose last bits", token[:len(token)-1] + nextLetter(token[len(token)-1]), jwt.ErrTokenMalformed, public},
		{"line break in the signature", token[:len(token)-9] + "\n" + token[len(token)-9:], nil, public},
		{"line break after the signature", token + "\r\n", nil, public},
		{"the other alphabet", dots[0] + "." + dots[1] + "." + "+/" + dots[2][2:], jwt.ErrTokenMalformed, nil},
		{"two parts", dots[0] + "." + dots[1], jwt.ErrTokenMalformed, nil},
		{"four parts", token + ".", jwt.ErrTokenMalformed, nil},
		{"nothing", "", jwt.ErrTokenMalformed, nil},
		{"with its scheme", "Bearer " + token, jwt.ErrTokenMalformed, nil},
		{"a megabyte", signed(header, cut(good, `}`, strings.Repeat(" ", 1<<20)+"}")), nil, public},
	}
}

// nextLetter is the base64 letter one bit above: a last letter that decodes to the same bytes.
func nextLetter(letter byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return string(alphabet[strings.IndexByte(alphabet, letter)+1])
}

func TestTokenTraps(t *testing.T) {
	w := newWorld(t)
	s, _ := w.enter(t)
	for _, c := range w.traps(t, s.ID) {
		t.Run(c.name, func(t *testing.T) {
			if c.careless != nil {
				_, err := jwt.NewParser(jwt.WithTimeFunc(w.clock.Now)).Parse(c.text, func(*jwt.Token) (any, error) { return c.careless, nil })
				must(t, "the library's defaults", err)
			}
			got, renewed, err := w.Admit(t.Context(), c.text)
			wantErr(t, "admit", err, auth.ErrNoSession)
			if got != (auth.Session{}) || renewed != nil {
				t.Errorf("admitted %v with %v", got, renewed)
			}
			if c.cause != nil {
				wantErr(t, "cause", err, c.cause)
			}
		})
	}
}

// The method is refused for its name, so no change of the key's type can ever make one of these verify.
func TestOtherAlgorithmsNeverReachTheKey(t *testing.T) {
	w := newWorld(t)
	s, _ := w.enter(t)
	for _, alg := range []string{"none", "HS256", "HS512", "RS256", "PS256", "ES256"} {
		text := forge(w.key, `{"alg":"`+alg+`","typ":"zhucun-session+jwt"}`, w.payload(s.ID, 0, time.Hour))
		_, _, err := w.Admit(t.Context(), text)
		wantErr(t, alg, err, auth.ErrNoSession)
		if errors.Is(err, jwt.ErrInvalidKeyType) || errors.Is(err, jwt.NoneSignatureTypeDisallowedError) {
			t.Errorf("%s was tried with the key: %v", alg, err)
		}
	}
}

func TestLongTextIsRefusedUnread(t *testing.T) {
	w := newWorld(t)
	_, _, err := w.Admit(t.Context(), strings.Repeat("A", 1<<20))
	wantErr(t, "admit", err, auth.ErrNoSession)
	if errors.Is(err, jwt.ErrTokenMalformed) {
		t.Errorf("the library was asked: %v", err)
	}
}

// Without this, every trap could be refused for a slip of the forger.
func TestForgerWritesWhatTheGateWrites(t *testing.T) {
	w := newWorld(t)
	s, token := w.enter(t)
	if want := forge(w.key, header, w.payload(s.ID, 0, auth.TokenLife)); token.Text.Reveal() != want {
		t.Errorf("token = %s, want %s", token.Text.Reveal(), want)
	}
	_, _, err := w.Admit(t.Context(), forge(w.key, header, w.payload(s.ID, -time.Minute, time.Hour)))
	must(t, "admit", err)
}

func TestEveryLetterOfATokenCounts(t *testing.T) {
	w := newWorld(t)
	_, token := w.enter(t)
	for i := range token.Text.Reveal() {
		for _, bit := range []byte{1, 2, 4, 8, 16, 32, 64, 128} {
			text := []byte(token.Text.Reveal())
			text[i] ^= bit
			_, _, err := w.Admit(t.Context(), string(text))
			wantErr(t, fmt.Sprintf("letter %d bit %d", i, bit), err, auth.ErrNoSession)
		}
		_, _, err := w.Admit(t.Context(), token.Text.Reveal()[:i])
		wantErr(t, fmt.Sprintf("cut at %d", i), err, auth.ErrNoSession)
	}
}

func TestRefusalHoldsNoToken(t *testing.T) {
	w := newWorld(t)
	s, _ := w.enter(t)
	for _, c := range w.traps(t, s.ID) {
		_, _, err := w.Admit(t.Context(), c.text)
		for part := range strings.SplitSeq(c.text, ".") {
			if len(part) > 8 && strings.Contains(err.Error(), part) {
				t.Errorf("%s: the error holds a part of the token: %v", c.name, err)
			}
		}
	}
}

// accepted checks the one law of the parser: what it takes is letter for letter what the gate writes.
func accepted(t *testing.T, w *world, text string) {
	s, _, err := w.Admit(t.Context(), text)
	if err != nil {
		if !errors.Is(err, auth.ErrNoSession) && !errors.Is(err, auth.ErrSessionEnded) {
			t.Fatalf("admit: %v, want ErrNoSession or ErrSessionEnded", err)
		}
		return
	}
	payload, err := base64.RawURLEncoding.Strict().DecodeString(strings.Split(text, ".")[1])
	must(t, "decode the payload", err)
	var times struct{ Iat, Exp int64 }
	must(t, "read the payload", json.NewDecoder(bytes.NewReader(payload)).Decode(&times))
	now := w.clock.Now().Truncate(time.Second)
	want := forge(w.key, header, w.payload(s.ID, time.Unix(times.Iat, 0).Sub(now), time.Unix(times.Exp, 0).Sub(now)))
	if text != want {
		t.Errorf("took %q, which is not %q", text, want)
	}
}

// A stranger's text: no signature of ours but those seen.
func FuzzToken(f *testing.F) {
	w := newWorld(f)
	s, token := w.enter(f)
	f.Add(token.Text.Reveal())
	for _, c := range w.traps(f, s.ID) {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) { accepted(t, w, text) })
}

// Whatever the key could be brought to sign.
func FuzzSignedToken(f *testing.F) {
	w := newWorld(f)
	s, _ := w.enter(f)
	f.Add(header, w.payload(s.ID, 0, time.Hour))
	for _, c := range w.traps(f, s.ID) {
		if parts := strings.Split(c.text, "."); len(parts) == 3 && len(c.text) < 1000 {
			head, _ := base64.RawURLEncoding.DecodeString(parts[0])
			payload, _ := base64.RawURLEncoding.DecodeString(parts[1])
			f.Add(string(head), string(payload))
		}
	}
	f.Fuzz(func(t *testing.T, header, payload string) { accepted(t, w, forge(w.key, header, payload)) })
}
