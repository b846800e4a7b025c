/** What every command has: its name, its options, and what it says when they are wrong. */
@NullMarked
package org.afterword.cli.command;

import org.jspecify.annotations.NullMarked;
