/** Signatures from the command line: templates and rules in a folder, people in a table, trials and traces. */
@NullMarked
package org.afterword.cli.signatures;

import org.jspecify.annotations.NullMarked;
