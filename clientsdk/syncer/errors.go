package syncer

import (
	"errors"
	"fmt"

	"zhucun/syncproto"
)

// How a run may end short of its goal. Nothing is lost by any of them.
var (
	ErrCut         = errors.New("the connection was cut")
	ErrUnreachable = fmt.Errorf("%w before it stood: the server cannot be reached", ErrCut) // an ErrCut by which nothing left the phone
	ErrLater       = errors.New("the server asks to come back later")
	ErrWrongServer = errors.New("this is not the county's server")
	ErrOldServer   = errors.New("the server is an older copy of the county's")
)

// Refusal is an error number with which the server refused the install or a whole exchange.
type Refusal struct{ Code syncproto.Code }

func (r *Refusal) Error() string { return fmt.Sprintf("the server says %s", r.Code) }
