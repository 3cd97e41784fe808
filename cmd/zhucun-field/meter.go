package main

import (
	"fmt"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"zhucun/clientsdk"
	"zhucun/cmd/internal/terminal"
	"zhucun/syncproto/words"
)

// meter shows a sync's bytes: first all that is to be sent, again when the county asks for more, then on a terminal a bar of what has left the phone,
// elsewhere a line for each class that the county has said it holds.
type meter struct {
	t         *terminal.Terminal
	bar       *progressbar.ProgressBar // nil where nobody watches
	announced bool
	total     uint64 // announced
	done      [4]bool
}

func newMeter(t *terminal.Terminal) *meter {
	m := &meter{t: t}
	if file, ok := t.Err.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		m.bar = progressbar.NewOptions64(1, progressbar.OptionSetWriter(file),
			progressbar.OptionShowBytes(true), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	}
	return m
}

// show is called again and again while bytes move.
func (m *meter) show(p clientsdk.Progress) {
	classes := [4]clientsdk.Amount{p.Records, p.Thumbnails, p.Views, p.Originals}
	all := sum(p)
	if !m.announced || all.Total > m.total {
		m.announced, m.total = true, all.Total
		m.t.Say("field.sync.plan", "what", amountsText(m.t.Lang, p), "total", bytesText(all.Total))
	}
	if m.bar != nil && all.Total > 0 {
		m.bar.ChangeMax64(int64(all.Total))
		_ = m.bar.Set64(int64(all.Sent)) // a bar that cannot be drawn is no reason to stop
		return
	}
	for i, class := range classes {
		if !m.done[i] && class.Total > 0 && class.Held == class.Total {
			m.done[i] = true
			m.t.Say("field.sync.sent", "what", m.t.Lang.Text(classNames[i]), "bytes", bytesText(class.Total))
		}
	}
}

var classNames = [4]string{"field.sync.records", "field.sync.thumbnails", "field.sync.views", "field.sync.originals"}

// sum of all classes.
func sum(p clientsdk.Progress) clientsdk.Amount {
	var all clientsdk.Amount
	for _, class := range [4]clientsdk.Amount{p.Records, p.Thumbnails, p.Views, p.Originals} {
		all.Held, all.Sent, all.Total = all.Held+class.Held, all.Sent+class.Sent, all.Total+class.Total
	}
	return all
}

// amountsText is how many bytes of each class, in the order of sending.
func amountsText(lang words.Lang, p clientsdk.Progress) string {
	return lang.Text("field.sync.amounts", "records", bytesText(p.Records.Total), "thumbnails", bytesText(p.Thumbnails.Total),
		"views", bytesText(p.Views.Total), "originals", bytesText(p.Originals.Total))
}

// leftText is what the county has not got yet.
func leftText(lang words.Lang, left clientsdk.Progress) string {
	total := sum(left).Total
	if total == 0 {
		return lang.Text("field.sync.nothing_left")
	}
	return lang.Text("field.sync.left", "total", bytesText(total), "what", amountsText(lang, left))
}

// end takes the bar off the screen.
func (m *meter) end() {
	if m.bar != nil {
		_ = m.bar.Clear() // as above
	}
}

// bytesText is a number of bytes as a person reads it.
func bytesText(n uint64) string {
	switch {
	case n < 10_000:
		return fmt.Sprintf("%d B", n)
	case n < 10_000_000:
		return fmt.Sprintf("%d KB", (n+500)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
