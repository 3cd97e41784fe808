package roster

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

const byteOrderMark = "\ufeff"

// table is one file cut into cells. A cell holds no line break, so that a line is a row and one stray quote spoils one row.
type table struct {
	file    File
	found   *collector
	header  []string       // as written
	index   map[string]int // place of a column by its English name
	partial bool           // some rows are not in it
}

// readRows calls each with every row of a file, and tells whether some could not be read.
func readRows(file File, source io.Reader, found *collector, each func(row)) (partial bool) {
	t := &table{file: file, found: found}
	text, ok := t.text(source)
	if !ok {
		return true
	}
	cells := splitter{bufio.NewReader(nil)}
	line, rows := 0, 0
	for raw := range strings.SplitSeq(text, "\n") {
		line++
		if blank(raw) {
			continue
		}
		record, ok := t.split(cells, line, raw)
		switch {
		case t.header == nil:
			if !ok || !t.readHeader(line, record) {
				return true
			}
		case rows == MaxRows:
			t.fail(0, "", CodeTooManyRows, "limit", strconv.Itoa(MaxRows))
			return true
		case ok && !blank(strings.Join(record, "")):
			rows++
			r := row{table: t, line: line, cells: record}
			r.checkStrays()
			each(r)
		}
	}
	return t.partial
}

// text is the whole file as UTF-8 without its mark.
func (t *table) text(source io.Reader) (string, bool) {
	if source == nil {
		return t.give(CodeMissingFile)
	}
	data, err := io.ReadAll(io.LimitReader(source, MaxFile+1))
	switch {
	case err != nil:
		return t.give(CodeUnreadable, "cause", shown(err.Error()))
	case len(data) > MaxFile:
		return t.give(CodeFileTooLarge, "limit", fmt.Sprintf("%d MiB", MaxFile>>20))
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return t.give(CodeWorkbook)
	case !utf8.Valid(data):
		t.fail(lineOfBadByte(data), "", CodeNotUTF8, "file", string(t.file))
		return "", false
	}
	text := strings.TrimPrefix(string(data), byteOrderMark)
	if blank(text) {
		return t.give(CodeEmptyFile)
	}
	return text, true
}

// give reports why the whole file is of no use.
func (t *table) give(code Code, args ...string) (string, bool) {
	t.fail(0, "", code, append(args, "file", string(t.file))...)
	return "", false
}

func (t *table) split(cells splitter, line int, raw string) ([]string, bool) {
	if len(raw) > MaxLine {
		t.partial = true
		t.fail(line, "", CodeLineTooLong, "limit", strconv.Itoa(MaxLine))
		return nil, false
	}
	record, err := cells.split(raw)
	if err != nil {
		t.partial = true
		t.fail(line, "", CodeBadQuotes)
		return nil, false
	}
	return record, true
}

// readHeader finds the columns under their English or Chinese names, in any order.
func (t *table) readHeader(line int, header []string) bool {
	t.header, t.index = make([]string, len(header)), map[string]int{}
	whole := true
	for i, cell := range header {
		t.header[i] = shown(trim(cell))
		name, known := t.file.column(trim(cell))
		if _, twice := t.index[name]; known && twice {
			t.fail(line, t.header[i], CodeDuplicateColumn, "column", t.header[i])
			whole = false
		} else if known {
			t.index[name] = i
		} else if t.header[i] != "" {
			t.fail(line, t.header[i], CodeUnknownColumn, "column", t.header[i])
		}
	}
	for _, c := range t.file.columns() {
		if _, ok := t.index[c.name]; !ok {
			t.fail(line, c.name, CodeMissingColumn, "column", c.name, "chinese", c.chinese, "file", string(t.file))
			whole = false
		}
	}
	return whole
}

func (f File) column(name string) (string, bool) {
	for _, c := range f.columns() {
		if strings.EqualFold(name, c.name) || name == c.chinese {
			return c.name, true
		}
	}
	return "", false
}

func (t *table) fail(line int, column string, code Code, args ...string) {
	t.found.add(Finding{File: t.file, Row: line, Column: column, Code: code}, args...)
}

// splitter cuts single lines, each by the rules of RFC 4180, with one buffer for all. It drops a carriage return at the end.
type splitter struct{ buffer *bufio.Reader }

func (s splitter) split(line string) ([]string, error) {
	s.buffer.Reset(strings.NewReader(line))
	r := csv.NewReader(s.buffer)
	r.FieldsPerRecord = -1
	return r.Read()
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

func lineOfBadByte(data []byte) int {
	line := 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			break
		}
		if r == '\n' {
			line++
		}
		data = data[size:]
	}
	return line
}
