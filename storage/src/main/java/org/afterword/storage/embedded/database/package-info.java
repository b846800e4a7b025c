/** A database file of SQLite: one thread that writes in groups, several that read, and what to do when the medium fails. */
@NullMarked
package org.afterword.storage.embedded.database;

import org.jspecify.annotations.NullMarked;
