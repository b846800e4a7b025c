/** Whose signature a mail gets: people, templates, rules, and the choice among them. */
@NullMarked
package org.afterword.engine.select;

import org.jspecify.annotations.NullMarked;
