package console_test

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"

	"zhucun/server/console"
	"zhucun/syncproto/words"
)

// Text of every colour can be read on every paper that it stands on: 4.5 to 1 (WCAG 2.2, 1.4.3).
func TestContrast(t *testing.T) {
	var page bytes.Buffer
	if err := console.About(&page, words.Chinese, ""); err != nil {
		t.Fatal(err)
	}
	colours := map[string]string{"white": "#ffffff", "grey": "#eeeeee"}
	for _, m := range regexp.MustCompile(`--([a-z-]+):(#[0-9a-f]+)`).FindAllStringSubmatch(page.String(), -1) {
		colours[m[1]] = m[2]
	}
	pairs := map[string][]string{
		"ink": {"paper", "card", "yes-paper", "wait-paper", "no-paper", "guess-paper", "grey"}, "link": {"paper", "card"},
		"soft": {"paper", "card", "yes-paper", "wait-paper", "no-paper", "guess-paper", "grey"},
		"yes":  {"yes-paper", "card"}, "wait": {"wait-paper", "card"}, "no": {"no-paper"}, "guess": {"guess-paper"},
		"white": {"link", "yes", "wait", "no", "guess", "soft"},
	}
	for ink, papers := range pairs {
		for _, paper := range papers {
			if ratio := contrast(t, colours[ink], colours[paper]); ratio < 4.5 {
				t.Errorf("%s on %s: %.1f", ink, paper, ratio)
			}
		}
	}
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(t *testing.T, colour string) (sum float64) {
	t.Helper()
	if len(colour) == 4 {
		colour = "#" + strings.Repeat(colour[1:2], 2) + strings.Repeat(colour[2:3], 2) + strings.Repeat(colour[3:4], 2)
	}
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		var channel int
		if _, err := fmt.Sscanf(colour[1+2*i:3+2*i], "%x", &channel); err != nil {
			t.Fatalf("colour %q: %v", colour, err)
		}
		c := float64(channel) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

// Headings go down one step at a time, so that a reader who hears the page can find the way by them.
func TestHeadingsAreInOrder(t *testing.T) {
	c, w := live(t)
	var trouble bytes.Buffer
	if err := console.Trouble(&trouble, console.TroublePage{Lang: words.Chinese, Code: "not_found"}); err != nil {
		t.Fatal(err)
	}
	pages := []string{render(t, load(t, c, w.Deed.ID), words.Chinese), renderList(t, c, console.ListPage{Filter: console.Filter{Lang: words.English}}),
		renderDays(t, c, words.English), trouble.String()}
	for _, page := range pages {
		last := 0
		for _, m := range regexp.MustCompile(`<h([1-6])`).FindAllStringSubmatch(page, -1) {
			level := int(m[1][0] - '0')
			if level > last+1 || last == 0 && level != 1 || last > 0 && level == 1 {
				t.Errorf("h%d after h%d", level, last)
			}
			last = level
		}
		if last == 0 {
			t.Error("no headings")
		}
	}
}
