package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/alecthomas/kong"

	"zhucun/cmd/internal/terminal"
)

const settingsFile = "zhucun.toml"

// inFile are the settings that the file may hold, by the flag's name. The data folder cannot: the file lies in it.
var inFile = []string{"witness", "listen", "address", "tls-cert", "tls-key", yesOrNo}

// yesOrNo is the one of them that is true or false; the others are texts.
const yesOrNo = "behind-tls"

// settings is zhucun.toml of the data folder, asked where neither the command line nor the environment says anything. A flag is a setting when it has a
// name in the environment.
type settings struct {
	file   string
	found  bool
	values map[string]any
	err    error
}

func readSettings(args []string) *settings {
	s := &settings{file: filepath.Join(dataFolder(args), settingsFile), values: map[string]any{}}
	_, s.err = toml.DecodeFile(s.file, &s.values)
	s.found = s.err == nil
	if errors.Is(s.err, os.ErrNotExist) {
		s.err = nil
	}
	return s
}

// Validate is the parser's question: a file that cannot be read, or says what is no setting, must not be passed over.
func (s *settings) Validate(*kong.Application) error {
	if s.err != nil {
		return terminal.Misuse(s.err, "errors.settings.unreadable", "file", s.file, "error", s.err)
	}
	for name, value := range s.values {
		if !fits(name, value) || !slices.Contains(inFile, name) {
			return terminal.Misuse(fmt.Errorf("setting %q", name), "errors.settings.unknown", "file", s.file, "name", name, "settings", strings.Join(inFile, ", "))
		}
	}
	return nil
}

func fits(name string, value any) bool {
	if name == yesOrNo {
		_, ok := value.(bool)
		return ok
	}
	_, ok := value.(string)
	return ok
}

// Resolve is the parser's question for a flag's value.
func (s *settings) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	value, ok := s.values[flag.Name]
	if _, fromEnvironment := lookupEnv(flag); fromEnvironment || !ok || len(flag.Tag.Envs) == 0 {
		return nil, nil
	}
	return value, nil
}

func lookupEnv(flag *kong.Flag) (string, bool) {
	for _, name := range flag.Tag.Envs {
		if value, ok := os.LookupEnv(name); ok {
			return value, true
		}
	}
	return "", false
}

// dataFolder finds --data before the command line is parsed, because the settings lie in that folder.
func dataFolder(args []string) string {
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--data="); ok {
			return value
		}
		if arg == "--data" && i+1 < len(args) {
			return args[i+1]
		}
	}
	if value := os.Getenv("ZHUCUN_DATA"); value != "" {
		return value
	}
	return "zhucun-data"
}
