package photofile

import "encoding/binary"

// Orientation reads the orientation tag (0x0112) from the first directory of an
// EXIF block in TIFF form (EXIF 2.3, section 4.6.4). It follows no other
// offset, so it reads at most 65,535 entries once. Whatever is missing, broken
// or out of range means 1: as stored.
func Orientation(tiff []byte) int {
	const (
		upright   = 1
		tag       = 0x0112
		typeShort = 3
		entry     = 12
	)
	var order binary.ByteOrder = binary.LittleEndian
	switch {
	case len(tiff) < 8:
		return upright
	case string(tiff[:4]) == "MM\x00*":
		order = binary.BigEndian
	case string(tiff[:4]) != "II*\x00":
		return upright
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return upright
	}
	count, rest := order.Uint16(tiff[at:]), tiff[at+2:]
	for ; count > 0 && len(rest) >= entry; count-- {
		if order.Uint16(rest) == tag {
			value := order.Uint16(rest[8:])
			if order.Uint16(rest[2:]) != typeShort || value < 1 || value > 8 {
				return upright
			}
			return int(value)
		}
		rest = rest[entry:]
	}
	return upright
}
