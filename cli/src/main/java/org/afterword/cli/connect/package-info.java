/** Connects a tenant from the terminal, over the interface that the page uses. */
@NullMarked
package org.afterword.cli.connect;

import org.jspecify.annotations.NullMarked;
