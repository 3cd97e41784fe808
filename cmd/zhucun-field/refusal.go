package main

import (
	"zhucun/syncproto"
	"zhucun/syncproto/words"
)

// refusalText says in plain words what the server's error number means for who holds the phone; a number of a newer server is shown as it is.
func refusalText(lang words.Lang, code syncproto.Code) string {
	key := "field.refusal." + code.String()
	if text := lang.Text(key); text != "["+key+"]" {
		return text
	}
	return lang.Text("field.status.unknown_code", "code", int(code))
}
