package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
)

const (
	dimension = 128
	records   = 500
	topK      = 10
)

// wire is how one call looks: its path, its content type, and a request and an answer to it.
type wire struct {
	path    string
	grpc    bool
	request func(row int) []byte
	answer  []byte
}

// wires by the names that bench/proxy.ts knows.
var wires = map[string]wire{
	"REST queries": {"/query", false, queryJSON, matchesJSON()},
	"REST upserts": {"/vectors/upsert", false, upsertJSON, []byte(`{"upsertedCount":1}`)},
	"gRPC queries": {"/VectorService/Query", true, queryProto, matchesProto()},
	"gRPC upserts": {"/VectorService/Upsert", true, upsertProto, message(varint(1, 1))},
}

func idOf(row int) string { return fmt.Sprintf("r-%d", row) }

// valuesOf gives the same values as bench/proxy.ts.
func valuesOf(row int) []float32 {
	state := uint32(row+1) * 2_654_435_761
	values := make([]float32, dimension)
	for at := range values {
		state = state*1_664_525 + 1_013_904_223
		values[at] = float32(float64(int32(state)) / (1 << 31))
	}
	return values
}

func queryJSON(row int) []byte {
	return asJSON(map[string]any{"vector": valuesOf(row), "topK": topK})
}

func upsertJSON(row int) []byte {
	record := map[string]any{"id": idOf(row), "values": valuesOf(row)}
	return asJSON(map[string]any{"vectors": []any{record}})
}

func matchesJSON() []byte {
	matches := make([]any, topK)
	for row := range matches {
		matches[row] = map[string]any{"id": idOf(row), "score": 0.5, "values": []any{}}
	}
	return asJSON(map[string]any{"matches": matches, "namespace": "", "usage": map[string]any{"readUnits": 5}})
}

func asJSON(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return text
}

// Numbers of fields are those of the official definition, db_data_2026-04.proto.

func queryProto(row int) []byte {
	return message(append(varint(2, topK), field(6, packed(valuesOf(row)))...))
}

func upsertProto(row int) []byte {
	record := append(field(1, []byte(idOf(row))), field(2, packed(valuesOf(row)))...)
	return message(field(1, record))
}

func matchesProto() []byte {
	var matches []byte
	for row := range topK {
		score := binary.LittleEndian.AppendUint32([]byte{2<<3 | 5}, math.Float32bits(0.5))
		matches = append(matches, field(2, append(field(1, []byte(idOf(row))), score...))...)
	}
	return message(matches)
}

func packed(values []float32) []byte {
	var bytes []byte
	for _, value := range values {
		bytes = binary.LittleEndian.AppendUint32(bytes, math.Float32bits(value))
	}
	return bytes
}

func field(number uint64, payload []byte) []byte {
	head := binary.AppendUvarint(nil, number<<3|2)
	return append(binary.AppendUvarint(head, uint64(len(payload))), payload...)
}

func varint(number, value uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, number<<3), value)
}

// message in the frame of gRPC: not compressed, its length.
func message(bytes []byte) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(bytes))), bytes...)
}
