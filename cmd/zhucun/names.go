package main

import (
	"fmt"
	"strconv"
	"strings"

	"zhucun/server/roster"
	"zhucun/syncproto"
)

// names puts the roster's names beside numbers. What the roster does not know stays a number.
type names struct{ *roster.Roster }

func (n names) person(number uint32) string {
	name, ok := n.Name(syncproto.Person(number))
	if !ok {
		return strconv.FormatUint(uint64(number), 10)
	}
	return fmt.Sprintf("%s %d", name, number)
}

// village is its name behind that of its township: two villages may share one. Of a village's committee, as whose division the national code stands, only
// the village is said.
func (n names) village(code string) string {
	v, ok := n.Division(roster.DivisionCode(code))
	if !ok {
		return code
	}
	township, _ := n.Division(v.Parent)
	return township.Name + " " + spoken(v.Name)
}

// spoken is a village committee's name as people say the village.
func spoken(name string) string { return strings.Replace(name, "村民委员会", "村", 1) }

func (n names) household(number uint32) string {
	h, ok := n.Household(syncproto.Household(number))
	if !ok {
		return strconv.FormatUint(uint64(number), 10)
	}
	return fmt.Sprintf("%s %d", h.Head, number)
}
