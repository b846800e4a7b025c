/** The header section of a mail: what Exchange Online writes into it, and reading it again. */
@NullMarked
package org.afterword.simulator.header;

import org.jspecify.annotations.NullMarked;
