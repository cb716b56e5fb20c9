// Command search answers one question a line: the numbers of its vector.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"example.com/catalogue/internal/vectors"
)

func main() {
	ctx := context.Background()
	store, err := vectors.Open(ctx, "catalogue")
	if err != nil {
		log.Fatal(err)
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var question []float32
		if err := json.Unmarshal(lines.Bytes(), &question); err != nil {
			log.Fatal(err)
		}
		ids, err := store.Search(ctx, question, nil)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(ids)
	}
}
