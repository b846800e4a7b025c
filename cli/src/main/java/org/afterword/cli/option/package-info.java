/** What the options of several commands have in common. */
@NullMarked
package org.afterword.cli.option;

import org.jspecify.annotations.NullMarked;
