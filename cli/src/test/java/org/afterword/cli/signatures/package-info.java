/** Holds the command line and the admin API to their promises, over real HTTP. */
@NullMarked
package org.afterword.cli.signatures;

import org.jspecify.annotations.NullMarked;
