package auth

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

// What every token says besides its row and times. The type is our own (RFC 8725, 3.11), so that no other JWT ever made
// with the key can stand for a session.
const (
	tokenType = "zhucun-session+jwt"
	audience  = "zhucun read 1"
)

// maxTokenLength bounds what is decoded for a stranger. Ours have about 310 letters, 380 with the longest issuer.
const maxTokenLength = 512

// Token is what a reader's browser holds.
type Token struct {
	Text    Secret
	Expires time.Time // whole second, never after the session's
}

// bearer is what a token in order says.
type bearer struct {
	session         uuid.UUID
	issued, expires time.Time
}

// mint writes and reads one county's tokens with one key. It may be used concurrently.
type mint struct {
	key    ed25519.PrivateKey
	issuer string
	parser *jwt.Parser
}

// newMint pins every option the library leaves open: by default it takes tokens without an end, from the future, of any
// algorithm and in several spellings. Key and issuer have passed checkMint.
func newMint(key ed25519.PrivateKey, issuer string, now func() time.Time) mint {
	return mint{key, issuer, jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}),
		jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(),
		jwt.WithIssuer(issuer),
		jwt.WithAudience(audience),
		jwt.WithStrictDecoding(),
		jwt.WithTimeFunc(now),
	)}
}

// unsigned is the only token there is for a row and its times.
func (m mint) unsigned(b bearer) *jwt.Token {
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.RegisteredClaims{
		Issuer:    m.issuer,
		Subject:   b.session.String(),
		Audience:  jwt.ClaimStrings{audience},
		IssuedAt:  jwt.NewNumericDate(b.issued),
		ExpiresAt: jwt.NewNumericDate(b.expires),
	})
	t.Header["typ"] = tokenType
	return t
}

func (m mint) write(b bearer) (Token, error) {
	text, err := m.unsigned(b).SignedString(m.key)
	if err != nil {
		return Token{}, fmt.Errorf("auth: sign a token: %w", err)
	}
	return Token{Secret{text}, b.expires.Truncate(time.Second)}, nil
}

// read is write's inverse and nothing more. ErrSessionEnded when only time has passed it, else ErrNoSession with the
// cause, which never holds the token's text.
func (m mint) read(text string) (bearer, error) {
	if len(text) > maxTokenLength {
		return bearer{}, fmt.Errorf("%w: token too long", ErrNoSession)
	}
	var claims jwt.RegisteredClaims
	token, err := m.parser.ParseWithClaims(text, &claims, m.publicKey)
	if errors.Is(err, jwt.ErrTokenExpired) {
		return bearer{}, fmt.Errorf("%w: %w", ErrSessionEnded, err)
	}
	if err != nil {
		return bearer{}, fmt.Errorf("%w: %w", ErrNoSession, err)
	}
	b, err := bearerOf(claims)
	if err != nil {
		return bearer{}, err
	}
	return b, m.same(text, token.Signature, b)
}

// bearerOf checks what no option of the library does: iat must be there, and the subject be a row's id.
func bearerOf(claims jwt.RegisteredClaims) (bearer, error) {
	id, err := uuid.Parse(claims.Subject)
	if err != nil || claims.IssuedAt == nil {
		return bearer{}, fmt.Errorf("%w: token without a row or a time of issue", ErrNoSession)
	}
	return bearer{id, claims.IssuedAt.Time, claims.ExpiresAt.Time}, nil
}

// same refuses every other spelling of a token that would pass: another or no typ, any crit or further header, claims
// twice, unknown, in other order, case or spacing, and line breaks inside base64, which strict decoding lets through.
func (m mint) same(text string, signature []byte, b bearer) error {
	unsigned, err := m.unsigned(b).SigningString()
	if err != nil {
		return fmt.Errorf("auth: write a token again: %w", err)
	}
	if text != unsigned+"."+base64.RawURLEncoding.EncodeToString(signature) {
		return fmt.Errorf("%w: token not as this gate writes it", ErrNoSession)
	}
	return nil
}

// publicKey never looks at the token: the key is the gate's, whatever the header asks for.
func (m mint) publicKey(*jwt.Token) (any, error) { return m.key.Public(), nil }
