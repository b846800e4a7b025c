/** Compares the mail that came back with the mail that was sent. */
@NullMarked
package org.afterword.simulator.ledger;

import org.jspecify.annotations.NullMarked;
