/** What one process does for all: sweeps of the spool, moves between queues, and whose turn it is. */
@NullMarked
package org.afterword.functions.mail.upkeep;

import org.jspecify.annotations.NullMarked;
