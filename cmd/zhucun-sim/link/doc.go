// Package link emulates the weak way between a phone and its county: slow, late, lossy, and at times not there.
//
// It is no simulation of radio and shapes no link of the machine it runs on: a [Link] has two ends of its own, which only this process can reach, and
// runs on the real clock.
//
// Words: the two ends are the phone's, which dials, and the county's, which listens. A [Way] is one of the two directions, [Up] from the phone and
// [Down] to it. An outage is a time in which nothing passes; a round is the time from the end of one to the end of the next. A driver is what makes
// packets of connections.
//
// Flow: a connection of [Link.DialContext] becomes IP packets or segments, each goes through the [Way] of its direction, which says when it arrives or
// that it is lost, and what arrives becomes the bytes of a connection that [Link.Listen] accepted.
//
// There are two drivers, and a link says which it has:
//
//	tun     two network namespaces with a TUN device in each: the kernel's own TCP at both ends. Linux, and the right to make them.
//	shaped  connections inside the process with a TCP much like the kernel's (RFC 5681, 6298, 6582; no SACK, no delayed ACK, no Nagle).
//
// Most callers need [Find], [Open], [Link.Listen], [Link.DialContext], [Link.Traffic] and [Link.Close]; [Link.Proxy] takes other programs through.
//
// Laws: in one direction nothing overtakes, no more passes than the rate, nothing is under way during an outage; the same seed and the same packets
// at the same times give the same fates.
package link
