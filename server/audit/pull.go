package audit

import "iter"

// pull reads rows one at a time. What ends them before their end is told once.
func pull(rows iter.Seq2[map[string]any, error], failed func(error)) (next func() (row, bool), stop func()) {
	take, stop := iter.Pull2(rows)
	return func() (row, bool) {
		r, err, ok := take()
		if err != nil {
			failed(err)
			return nil, false
		}
		return row(r), ok
	}, stop
}
