package sqlite

import (
	"context"
	"database/sql"
	"fmt"
)

// connection is one of SQLite's with the statements that were ever prepared on it. One goroutine uses it at a time.
type connection struct {
	conn       *sql.Conn
	statements map[string]*sql.Stmt
	life       context.Context // values of the context it was opened with, without its end
}

func connect(ctx context.Context, db *sql.DB) (*connection, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, translate(err)
	}
	return &connection{conn: conn, statements: map[string]*sql.Stmt{}, life: context.WithoutCancel(ctx)}, nil
}

// close gives up whatever transaction is open. Its errors could tell nothing that the caller has not been told.
func (c *connection) close() {
	for _, statement := range c.statements {
		_ = statement.Close()
	}
	_ = c.conn.Close()
}

// prepare finds or makes a statement. Statements run to their end, without a context: they are short, the driver pays a goroutine for each
// that could be interrupted, and a transaction asks its context before it commits.
func (c *connection) prepare(query string) (*sql.Stmt, error) {
	if statement, ok := c.statements[query]; ok {
		return statement, nil
	}
	statement, err := c.conn.PrepareContext(c.life, query)
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	c.statements[query] = statement
	return statement, nil
}

func (c *connection) exec(query string, args ...any) (sql.Result, error) {
	statement, err := c.prepare(query)
	if err != nil {
		return nil, err
	}
	return statement.Exec(args...)
}
