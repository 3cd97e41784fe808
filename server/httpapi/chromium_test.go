package httpapi_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// chromium is a real browser with one tab, spoken to in the DevTools protocol over a pair of pipes: a message is JSON and a zero byte.
type chromium struct {
	t        testing.TB
	commands io.Writer
	pipe     *os.File
	messages *bufio.Reader // from the pipe
	session  string        // of the tab
	last     int           // id of the last command
	troubles []string
}

// patience is how long the browser may be silent before a test gives it up.
const patience = time.Minute

// openChromium starts the browser that .ci/setup installs, and ends it with the test.
func openChromium(t testing.TB) *chromium {
	t.Helper()
	profile, err := os.MkdirTemp("", "chromium")
	if err != nil {
		t.Fatal(err)
	}
	hears, commands := pipe(t)
	messages, says := pipe(t)
	command := exec.Command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
		"--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--remote-debugging-pipe", "--user-data-dir="+profile)
	command.ExtraFiles = []*os.File{hears, says} // 3 and 4, as the browser expects
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := command.Start(); err != nil {
		t.Fatalf("start chromium: %v", err)
	}
	hears.Close()
	says.Close()
	c := &chromium{t: t, commands: commands, pipe: messages, messages: bufio.NewReader(messages)}
	t.Cleanup(func() {
		commands.Close()                                        // the browser ends when nobody is left to speak to it
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL) // and its helpers with it, also when it does not
		_ = command.Wait()
		_ = os.RemoveAll(profile)
	})
	c.openTab()
	return c
}

func pipe(t testing.TB) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	return r, w
}

func (c *chromium) openTab() {
	c.t.Helper()
	var tab struct{ TargetID, SessionID string }
	c.call("Target.createTarget", map[string]any{"url": "about:blank"}, &tab)
	c.call("Target.attachToTarget", map[string]any{"targetId": tab.TargetID, "flatten": true}, &tab)
	c.session = tab.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log"} {
		c.call(domain+".enable", map[string]any{}, new(struct{}))
	}
}

// message is an answer or an event.
type message struct {
	ID     int
	Method string
	Params json.RawMessage
	Result json.RawMessage
	Error  *struct{ Message string }
}

// call sends a command and waits for its answer.
func (c *chromium) call(method string, params map[string]any, result any) {
	c.t.Helper()
	if err := c.try(method, params, result); err != nil {
		c.t.Fatal(err)
	}
}

// try is call for what may fail because the page goes away.
func (c *chromium) try(method string, params map[string]any, result any) error {
	c.t.Helper()
	c.last++
	text, err := json.Marshal(map[string]any{"id": c.last, "method": method, "params": params, "sessionId": c.session})
	if c.session == "" {
		text, err = json.Marshal(map[string]any{"id": c.last, "method": method, "params": params})
	}
	if err != nil {
		return err
	}
	if _, err := c.commands.Write(append(text, 0)); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	for {
		m := c.read()
		switch {
		case m.ID != c.last:
			continue
		case m.Error != nil:
			return fmt.Errorf("%s: %s", method, m.Error.Message)
		}
		return json.Unmarshal(m.Result, result)
	}
}

// read takes one message, and notes what the page's console complains of.
func (c *chromium) read() (m message) {
	c.t.Helper()
	if err := c.pipe.SetReadDeadline(time.Now().Add(patience)); err != nil {
		c.t.Fatal(err)
	}
	text, err := c.messages.ReadBytes(0)
	if err != nil {
		c.t.Fatalf("the browser says no more: %v", err)
	}
	if err := json.Unmarshal(bytes.TrimSuffix(text, []byte{0}), &m); err != nil {
		c.t.Fatal(err)
	}
	var event struct {
		Type  string
		Entry struct{ Level, Text string }
	}
	_ = json.Unmarshal(m.Params, &event) // other events have other fields
	if m.Method == "Runtime.exceptionThrown" || m.Method == "Runtime.consoleAPICalled" && event.Type == "error" || event.Entry.Level == "error" {
		c.troubles = append(c.troubles, string(m.Params))
	}
	return m
}

// open goes to an address and waits until the page and its pictures are there.
func (c *chromium) open(address string) {
	c.t.Helper()
	c.call("Page.navigate", map[string]any{"url": "about:blank"}, new(struct{})) // else an address that differs in its fragment alone loads nothing
	c.loaded()
	c.troubles = nil
	c.call("Page.navigate", map[string]any{"url": address}, new(struct{}))
	c.loaded()
}

// loaded waits on whichever page it is by then: a page may lead on by itself.
func (c *chromium) loaded() {
	c.t.Helper()
	c.until(`document.readyState === "complete"`)
}

// resize gives the window a width in CSS pixels.
func (c *chromium) resize(width int) {
	c.t.Helper()
	c.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": 740, "deviceScaleFactor": 1, "mobile": false}, new(struct{}))
}

// evaluate runs an expression in the page, waits for what it promises, and reads it into result.
func (c *chromium) evaluate(expression string, result any) {
	c.t.Helper()
	if err := c.tryEvaluate(expression, result); err != nil {
		c.t.Fatal(err)
	}
}

func (c *chromium) tryEvaluate(expression string, result any) error {
	c.t.Helper()
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct{ Text string }
	}
	if err := c.try("Runtime.evaluate", map[string]any{"expression": expression, "awaitPromise": true, "returnByValue": true}, &answer); err != nil {
		return err
	}
	if answer.ExceptionDetails != nil {
		return fmt.Errorf("%s: %+v", expression, *answer.ExceptionDetails)
	}
	if err := json.Unmarshal(answer.Result.Value, result); err != nil {
		return fmt.Errorf("%s: %w", expression, err)
	}
	return nil
}

// until looks at every frame that the browser paints, or ten times a second while it paints none, whether a condition holds, on whichever page it is by then.
func (c *chromium) until(condition string) {
	c.t.Helper()
	expression := "new Promise(done => { const look = () => done(Boolean(" + condition + ")); requestAnimationFrame(look); setTimeout(look, 100) })"
	for range 1800 {
		var holds bool
		if err := c.tryEvaluate(expression, &holds); err == nil && holds {
			return
		} // an error: the page went away, and the next one is asked
	}
	c.t.Fatalf("it never comes to %s", condition)
}
