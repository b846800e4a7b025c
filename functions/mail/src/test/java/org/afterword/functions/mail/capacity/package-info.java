@NullMarked
package org.afterword.functions.mail.capacity;

import org.jspecify.annotations.NullMarked;
