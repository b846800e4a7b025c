/** The values that everybody speaks of: people, templates, rules, and what a mail is. */
@NullMarked
package org.afterword.engine.model;

import org.jspecify.annotations.NullMarked;
