/** The HTTP interface: one table of routes, who may use which, and what describes them. */
@NullMarked
package org.afterword.functions.console;

import org.jspecify.annotations.NullMarked;
